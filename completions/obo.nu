module completions {

  # Gets, reads, checks and explains OAuth on-behalf-of tokens
  export extern obo [
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete obo decode format" [] {
    [ "human" "json" "jsonl" ]
  }

  def "nu-complete obo decode color" [] {
    [ "auto" "always" "never" ]
  }

  # What does this token say?
  export extern "obo decode" [
    --text                    # Read the arguments as text and nothing else
    --claim: string           # Print one value: a name, a dotted path or a pointer from the payload; header:NAME for the header
    --raw                     # With --claim: print a text as it is, whatever is in it
    --diff                    # Compare two tokens
    --format(-f): string@"nu-complete obo decode format" # The form of the output
    --output(-o): path        # Write what stdout would get to a file that appears whole
    --report: string          # Write a further form in the same pass (can be repeated)
    --at: string              # Judge as of this moment: RFC 3339 or Unix seconds [default: now]
    --profile(-p): string     # Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml
    --config: path            # Read this file instead of any obo.toml
    --no-config               # Read no obo.toml
    --redact                  # Replace personal data by stand-ins
    --exit-zero               # Turn exit code 1 into 0
    --hash-inputs             # Put the SHA-256 of each input into the run's record
    --color: string@"nu-complete obo decode color" # Use colour
    --no-input                # Never ask
    --quiet(-q)               # Say less on stderr
    --verbose(-v)             # Say more on stderr (can be repeated)
    --threads: string         # How many threads may work [default: the cores]
    --help(-h)                # Print help (see more with '--help')
    ...inputs: string         # Tokens, or where they are: the text itself, a path, @FILE, env:NAME, cmd:COMMAND, fd:N or - for stdin
  ]

  def "nu-complete obo chain fail_on" [] {
    [ "error" "warning" "note" "never" ]
  }

  def "nu-complete obo chain format" [] {
    [ "human" "json" "jsonl" "mermaid" "dot" ]
  }

  def "nu-complete obo chain color" [] {
    [ "auto" "always" "never" ]
  }

  # Who acted for whom?
  export extern "obo chain" [
    --text                    # Read the arguments as text and nothing else
    --in-order                # The tokens are one flow from first to last: judge the links, do not search for them
    --may: string             # May the last actor do this for the subject? (can be repeated)
    --shared-scopes           # Scopes mean the same at every audience
    --fail-on: string@"nu-complete obo chain fail_on" # From which level on a problem makes the exit code 1
    --format(-f): string@"nu-complete obo chain format" # The form of the output
    --output(-o): path        # Write what stdout would get to a file that appears whole
    --report: string          # Write a further form in the same pass (can be repeated)
    --at: string              # Judge as of this moment: RFC 3339 or Unix seconds [default: now]
    --profile(-p): string     # Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml
    --config: path            # Read this file instead of any obo.toml
    --no-config               # Read no obo.toml
    --redact                  # Replace personal data by stand-ins
    --exit-zero               # Turn exit code 1 into 0
    --hash-inputs             # Put the SHA-256 of each input into the run's record
    --color: string@"nu-complete obo chain color" # Use colour
    --no-input                # Never ask
    --quiet(-q)               # Say less on stderr
    --verbose(-v)             # Say more on stderr (can be repeated)
    --threads: string         # How many threads may work [default: the cores]
    --help(-h)                # Print help (see more with '--help')
    ...inputs: string         # Tokens, or where they are: the text itself, a path, @FILE, env:NAME, cmd:COMMAND, fd:N or - for stdin
  ]

  def "nu-complete obo explain format" [] {
    [ "human" "json" "jsonl" ]
  }

  def "nu-complete obo explain color" [] {
    [ "auto" "always" "never" ]
  }

  # What does this error, claim or provider mean?
  export extern "obo explain" [
    --list: string            # List every word, or those of a kind
    --subject-token(-t): string # Judge a refusal's causes against the subject token that was sent
    --client-id(-c): string   # Judge a refusal's causes for the client that sent it
    --text                    # Read the arguments as text and nothing else
    --format(-f): string@"nu-complete obo explain format" # The form of the output
    --output(-o): path        # Write what stdout would get to a file that appears whole
    --report: string          # Write a further form in the same pass (can be repeated)
    --at: string              # Judge as of this moment: RFC 3339 or Unix seconds [default: now]
    --profile(-p): string     # Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml
    --config: path            # Read this file instead of any obo.toml
    --no-config               # Read no obo.toml
    --redact                  # Replace personal data by stand-ins
    --exit-zero               # Turn exit code 1 into 0
    --hash-inputs             # Put the SHA-256 of each input into the run's record
    --color: string@"nu-complete obo explain color" # Use colour
    --no-input                # Never ask
    --quiet(-q)               # Say less on stderr
    --verbose(-v)             # Say more on stderr (can be repeated)
    --threads: string         # How many threads may work [default: the cores]
    --help(-h)                # Print help (see more with '--help')
    ...words: string          # An error or any pasted one, a claim, a claim with its value, a token type, a provider, a format; @FILE or - too
  ]

  # Run the embedded development authorization server
  export extern "obo sts" [
    --port: string            # Listen on this port [default: any free one]
    --bind: string            # Listen at this address
    --allow-remote            # Let --bind name an address that other machines can reach
    --config: string          # Read clients, users and audiences from a TOML file
    --key: string             # Sign with this key instead of keys made for the run: PEM or JWK (can be repeated)
    --fault: string           # Answer exchanges with one deliberate fault
    --list-faults             # List the faults and end
    --at: string              # Let the clock stand still at this moment: RFC 3339 or Unix seconds
    --quiet(-q)               # Say nothing on stderr but warnings
    --help(-h)                # Print help
  ]

  def "nu-complete obo demo format" [] {
    [ "human" "json" "jsonl" ]
  }

  def "nu-complete obo demo color" [] {
    [ "auto" "always" "never" ]
  }

  # All of it in two minutes, nothing to set up
  export extern "obo demo" [
    --save: path              # Write the tokens, keys and settings to this directory
    --format(-f): string@"nu-complete obo demo format" # The form of the output
    --output(-o): path        # Write what stdout would get to a file that appears whole
    --report: string          # Write a further form in the same pass (can be repeated)
    --at: string              # Judge as of this moment: RFC 3339 or Unix seconds [default: now]
    --profile(-p): string     # Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml
    --config: path            # Read this file instead of any obo.toml
    --no-config               # Read no obo.toml
    --redact                  # Replace personal data by stand-ins
    --exit-zero               # Turn exit code 1 into 0
    --hash-inputs             # Put the SHA-256 of each input into the run's record
    --color: string@"nu-complete obo demo color" # Use colour
    --no-input                # Never ask
    --quiet(-q)               # Say less on stderr
    --verbose(-v)             # Say more on stderr (can be repeated)
    --threads: string         # How many threads may work [default: the cores]
    --help(-h)                # Print help (see more with '--help')
  ]

}

export use completions *
