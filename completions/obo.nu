module completions {

  # Gets, reads, checks and explains OAuth on-behalf-of tokens
  export extern obo [
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete obo exchange curl" [] {
    [ "posix" "powershell" "cmd" ]
  }

  def "nu-complete obo exchange format" [] {
    [ "human" "token" "header" "env" "json" "jsonl" ]
  }

  def "nu-complete obo exchange color" [] {
    [ "auto" "always" "never" ]
  }

  # Get a token on behalf of a subject
  export extern "obo exchange" [
    --subject-token(-t): string # On whose behalf: the text itself, @FILE, env:NAME, cmd:COMMAND, fd:N or - for stdin
    --subject-token-type: string # access_token, refresh_token, id_token, jwt, saml1, saml2, id-jag, txn_token or any URI [default: access_token]
    --actor-token: string     # Who acts, if that is not the client
    --actor-token-type: string # As --subject-token-type [default: access_token]
    --audience(-a): string    # Where the token is to be used, by its logical name (can be repeated)
    --resource: string        # Where the token is to be used, by its address (can be repeated)
    --scope(-s): string       # What it may do; one or several, parted by blanks (can be repeated)
    --requested-token-type: string # What sort of token is wanted, as --subject-token-type
    --param: string           # A further parameter (can be repeated)
    --client-id(-c): string   # The client's id
    --client-secret: string   # The client's secret: env:NAME, @FILE, cmd:COMMAND, fd:N or - for stdin
    --client-auth: string     # How the client proves itself: none, client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt
    --client-key: string      # The client's private key: PEM or JWK, a path or a source
    --client-assertion: string # A client assertion that was made elsewhere
    --client-assertion-aud: string # Whom the client assertion is for [default: the issuer]
    --client-assertion-alg: string # What the client assertion is signed with, such as PS256 [default: what key and server both know]
    --issuer(-i): string      # The authorization server; its metadata names the token endpoint
    --token-endpoint: string  # The token endpoint, if it is not to be discovered
    --provider: string        # What sort of server it is [default: what is recognised]
    --timeout: string         # How long one request may take [default: 30s]
    --ca: string              # PEM certificates to trust beside the system's
    --allow-private           # Let the metadata of a public issuer name private addresses
    --demo                    # Play obo demo instead; goes with its options alone
    --dry-run                 # Show the request and send nothing
    --curl: string@"nu-complete obo exchange curl" # Print the request as a curl command, with secrets as variables
    --strict                  # Exit 1 if what was granted is not what was asked
    --format(-f): string@"nu-complete obo exchange format" # The form of the output [default: human on a terminal, else token]
    --output(-o): path        # Write what stdout would get to a file that appears whole; - is stdout
    --report: string          # Write a further form in the same pass (can be repeated)
    --at: string              # Judge as of this moment: RFC 3339 or Unix seconds [default: now]
    --profile(-p): string     # Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml
    --config: path            # Read this file instead of any obo.toml
    --no-config               # Read no obo.toml
    --trust-config: string    # Trust the obo.toml that is found, if it has this SHA-256 (can be repeated)
    --redact                  # Replace personal data by stand-ins
    --exit-zero               # Turn exit code 1 into 0
    --hash-inputs             # Put the SHA-256 of each input into the run's record
    --color: string@"nu-complete obo exchange color" # Use colour [default: auto]
    --no-input                # Never ask
    --quiet(-q)               # Say less on stderr
    --verbose(-v)             # Say more on stderr (can be repeated)
    --threads: string         # How many threads may work [default: the cores]
    --help(-h)                # Print help (see more with '--help')
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
    --decrypt-key: string     # The key that opens encrypted tokens: a private key (PEM or JWK) or a secret, in a file or another source
    --format(-f): string@"nu-complete obo decode format" # The form of the output [default: human]
    --output(-o): path        # Write what stdout would get to a file that appears whole; - is stdout
    --report: string          # Write a further form in the same pass (can be repeated)
    --at: string              # Judge as of this moment: RFC 3339 or Unix seconds [default: now]
    --profile(-p): string     # Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml
    --config: path            # Read this file instead of any obo.toml
    --no-config               # Read no obo.toml
    --trust-config: string    # Trust the obo.toml that is found, if it has this SHA-256 (can be repeated)
    --redact                  # Replace personal data by stand-ins
    --exit-zero               # Turn exit code 1 into 0
    --hash-inputs             # Put the SHA-256 of each input into the run's record
    --color: string@"nu-complete obo decode color" # Use colour [default: auto]
    --no-input                # Never ask
    --quiet(-q)               # Say less on stderr
    --verbose(-v)             # Say more on stderr (can be repeated)
    --threads: string         # How many threads may work [default: the cores]
    --help(-h)                # Print help (see more with '--help')
    ...inputs: string         # Tokens, or where they are: the text itself, a path, @FILE, env:NAME, cmd:COMMAND, fd:N or - for stdin
  ]

  def "nu-complete obo verify format" [] {
    [ "human" "json" "jsonl" ]
  }

  def "nu-complete obo verify color" [] {
    [ "auto" "always" "never" ]
  }

  # Is it genuine, and is it acceptable here?
  export extern "obo verify" [
    --text                    # Read the arguments as text and nothing else
    --scan                    # Look for tokens inside text; without it an input is one token, or a token a line
    --allow-empty             # Say yes to an input with nothing in it
    --jwks: string            # A set of keys: an address, a path, @FILE, env:NAME ...; ISSUER= before it says whose they are
    --key: string             # A key: PEM, DER, a certificate, a JWK or a set; ISSUER= before it says whose it is
    --secret: string          # A shared secret for the HS algorithms
    --jwks-cache: path        # Keep fetched sets in a directory, yours alone, and use them for a day; the age is said
    --decrypt-key: string     # A private key or secret that opens encrypted tokens
    --allow-expired-certificate # Accept certificates, of keys and of clients, that are not valid at this time
    --timeout: string         # How long one request may take [default: 30s]
    --ca: string              # PEM certificates to trust beside the system's
    --issuer(-i): string      # The issuer; of several, one; without a key source, its keys are discovered
    --any-issuer              # Do not check the issuer
    --audience(-a): string    # The audience; of several, one
    --any-audience            # Do not check the audience
    --for: string             # The API that is meant: its address, and perhaps its WWW-Authenticate header or a saved answer beside it; it gives the audience and narrows the issuers (RFC 9728)
    --signature-only          # Judge the signature and nothing else
    --subject: string         # The subject; of several, one
    --client-id(-c): string   # The client; of several, one
    --scope(-s): string       # A scope that must be granted; all of several
    --typ: string             # The header's typ; of several, one
    --token-type: string      # The sort of token, with all that its specification wants: at+jwt id-token txntoken+jwt oauth-id-jag+jwt jwt-svid wit+jwt dpop+jwt [default: what the header's typ says]
    --alg: string             # The algorithm, also of the token of --actor-token; of several, one
    --max-age: string         # The most time since iat, such as 90s 15m 1h30m 2d
    --max-lifetime: string    # The most time between iat and exp, such as 15m
    --leeway: string          # By how much clocks may differ, such as 30s, at most an hour
    --allow-no-expiry         # Accept a token that never expires
    --actor: string           # The current actor; of several, one
    --prior-actor: string     # A prior actor; all of several
    --max-depth: string       # The most actors
    --no-delegation           # Refuse delegation in any format
    --may-act                 # may_act must name the actor: the subject of --actor-token, else the current one
    --actor-token: string     # The token that the actor shows; its keys are given by --jwks ISSUER=SRC or --key ISSUER=SRC
    --dpop-proof: string      # The DPoP proof that came with the token: the value of the one DPoP header
    --htm: string             # The method of the request that the proof came with
    --htu: string             # The address of the request; query and fragment do not count
    --dpop-nonce: string      # The nonce that the server had given in DPoP-Nonce; without it a proof's nonce is not compared
    --client-cert: string     # The certificate that the client showed, PEM or DER
    --require-binding         # Refuse a token that is bound to no key, or whose holder proves nothing
    --introspect              # Ask the expected issuer, too (RFC 7662); an opaque token is judged by its answer
    --introspect-as: string   # The client that asks [default: the profile's, which then is not the expected one]
    --introspect-secret: string # That client's secret
    --introspection-endpoint: string # Where to ask: the endpoint of the expected issuer, as its metadata would name it
    --format(-f): string@"nu-complete obo verify format" # The form of the output
    --output(-o): path        # Write what stdout would get to a file that appears whole; - is stdout
    --report: string          # Write a further form in the same pass (can be repeated)
    --at: string              # Judge as of this moment: RFC 3339 or Unix seconds [default: now]
    --profile(-p): string     # Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml
    --config: path            # Read this file instead of any obo.toml
    --no-config               # Read no obo.toml
    --trust-config: string    # Trust the obo.toml that is found, if it has this SHA-256 (can be repeated)
    --redact                  # Replace personal data by stand-ins
    --exit-zero               # Turn exit code 1 into 0
    --hash-inputs             # Put the SHA-256 of each input into the run's record
    --color: string@"nu-complete obo verify color" # Use colour [default: auto]
    --no-input                # Never ask
    --quiet(-q)               # Say less on stderr
    --verbose(-v)             # Say more on stderr (can be repeated)
    --threads: string         # How many threads may work [default: the cores]
    --help(-h)                # Print help (see more with '--help')
    ...inputs: string         # Tokens, or where they are: the text itself, a path, @FILE, env:NAME, cmd:COMMAND, fd:N or - for stdin
  ]

  def "nu-complete obo chain min_evidence" [] {
    [ "signed" "logged" ]
  }

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
    --jwks: string            # A set of keys: an address, a path, @FILE, env:NAME ...; ISSUER= before it says whose they are
    --key: string             # A key: PEM, DER, a certificate, a JWK or a set; ISSUER= before it says whose it is
    --decrypt-key: string     # A private key or secret that opens encrypted tokens
    --issuer(-i): string      # Whose the keys are that no ISSUER= stands before
    --timeout: string         # How long one request may take [default: 30s]
    --ca: string              # PEM certificates to trust beside the system's
    --prove                   # Exit with 1 unless every chain holds
    --min-evidence: string@"nu-complete obo chain min_evidence" # Leave out what is known on less than this
    --fail-on: string@"nu-complete obo chain fail_on" # From which level on a problem makes the exit code 1
    --format(-f): string@"nu-complete obo chain format" # The form of the output
    --output(-o): path        # Write what stdout would get to a file that appears whole; - is stdout
    --report: string          # Write a further form in the same pass (can be repeated)
    --at: string              # Judge as of this moment: RFC 3339 or Unix seconds [default: now]
    --profile(-p): string     # Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml
    --config: path            # Read this file instead of any obo.toml
    --no-config               # Read no obo.toml
    --trust-config: string    # Trust the obo.toml that is found, if it has this SHA-256 (can be repeated)
    --redact                  # Replace personal data by stand-ins
    --exit-zero               # Turn exit code 1 into 0
    --hash-inputs             # Put the SHA-256 of each input into the run's record
    --color: string@"nu-complete obo chain color" # Use colour [default: auto]
    --no-input                # Never ask
    --quiet(-q)               # Say less on stderr
    --verbose(-v)             # Say more on stderr (can be repeated)
    --threads: string         # How many threads may work [default: the cores]
    --help(-h)                # Print help (see more with '--help')
    ...inputs: string         # Tokens, or where they are: the text itself, a path, @FILE, env:NAME, cmd:COMMAND, fd:N or - for stdin
  ]

  def "nu-complete obo lint fail_on" [] {
    [ "error" "warning" "note" "never" ]
  }

  def "nu-complete obo lint show" [] {
    [ "error" "warning" "note" ]
  }

  def "nu-complete obo lint format" [] {
    [ "human" "json" "jsonl" "sarif" "junit" "github" "gitlab" ]
  }

  def "nu-complete obo lint color" [] {
    [ "auto" "always" "never" ]
  }

  # What is wrong or risky about it?
  export extern "obo lint" [
    --text                    # Read the arguments as text and nothing else
    --subject-token(-t): string # The token that the input was exchanged from: what the exchange changed is judged, too
    --decrypt-key: string     # A private key or secret that opens encrypted tokens
    --fail-on: string@"nu-complete obo lint fail_on" # From which level on a finding makes the exit code 1 [default: warning]
    --show: string@"nu-complete obo lint show" # The least level that the screen shows; the rest is counted [default: warning]
    --label: string           # A name for the input, which stands in every form beside its findings
    --location: string        # Where tools that know only files show findings about a token that came from none [default: the policy file]
    --summary                 # Count the findings by label, client and rule at the end
    --shared-scopes           # Scopes mean the same at every audience
    --allow-empty             # An input without a token is no failure
    --list                    # List every rule
    --explain: string         # Say what a rule finds, why it matters and what to do
    --format(-f): string@"nu-complete obo lint format" # The form of the output [default: human]
    --policy: path            # A file of policy below any obo.toml
    --deny: string            # Take findings of a rule for errors; RULE, AREA.* or all (can be repeated)
    --warn: string            # Take findings of a rule for warnings; the last that is said wins
    --allow: string           # Switch a rule off
    --test                    # Judge the examples of the policy instead of an input: each must give the findings it names
    --baseline: path          # Be silent about the findings that a file knows
    --write-baseline: path    # Write every finding into a file, for --baseline; what is no longer found is left out of it
    --output(-o): path        # Write what stdout would get to a file that appears whole; - is stdout
    --report: string          # Write a further form in the same pass (can be repeated)
    --at: string              # Judge as of this moment: RFC 3339 or Unix seconds [default: now]
    --profile(-p): string     # Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml
    --config: path            # Read this file instead of any obo.toml
    --no-config               # Read no obo.toml
    --trust-config: string    # Trust the obo.toml that is found, if it has this SHA-256 (can be repeated)
    --redact                  # Replace personal data by stand-ins
    --exit-zero               # Turn exit code 1 into 0
    --hash-inputs             # Put the SHA-256 of each input into the run's record
    --color: string@"nu-complete obo lint color" # Use colour [default: auto]
    --no-input                # Never ask
    --quiet(-q)               # Say less on stderr
    --verbose(-v)             # Say more on stderr (can be repeated)
    --threads: string         # How many threads may work [default: the cores]
    --help(-h)                # Print help (see more with '--help')
    ...inputs: string         # Tokens, or where they are: the text itself, a path, a directory, @FILE, env:NAME, cmd:COMMAND, fd:N or - for stdin
  ]

  def "nu-complete obo explain format" [] {
    [ "human" "json" "jsonl" ]
  }

  def "nu-complete obo explain color" [] {
    [ "auto" "always" "never" ]
  }

  # What does this error, claim, rule or provider mean?
  export extern "obo explain" [
    --list: string            # List every word, or those of a kind
    --subject-token(-t): string # Judge a refusal's causes against the subject token that was sent
    --client-id(-c): string   # Judge a refusal's causes for the client that sent it
    --text                    # Read the arguments as text and nothing else
    --format(-f): string@"nu-complete obo explain format" # The form of the output
    --output(-o): path        # Write what stdout would get to a file that appears whole; - is stdout
    --report: string          # Write a further form in the same pass (can be repeated)
    --at: string              # Judge as of this moment: RFC 3339 or Unix seconds [default: now]
    --profile(-p): string     # Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml
    --config: path            # Read this file instead of any obo.toml
    --no-config               # Read no obo.toml
    --trust-config: string    # Trust the obo.toml that is found, if it has this SHA-256 (can be repeated)
    --redact                  # Replace personal data by stand-ins
    --exit-zero               # Turn exit code 1 into 0
    --hash-inputs             # Put the SHA-256 of each input into the run's record
    --color: string@"nu-complete obo explain color" # Use colour [default: auto]
    --no-input                # Never ask
    --quiet(-q)               # Say less on stderr
    --verbose(-v)             # Say more on stderr (can be repeated)
    --threads: string         # How many threads may work [default: the cores]
    --help(-h)                # Print help (see more with '--help')
    ...words: string          # An error or any pasted one, a claim, a claim with its value, a token type, a provider, a lint rule; @FILE or - too
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
    --output(-o): path        # Write what stdout would get to a file that appears whole; - is stdout
    --report: string          # Write a further form in the same pass (can be repeated)
    --at: string              # Judge as of this moment: RFC 3339 or Unix seconds [default: now]
    --profile(-p): string     # Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml
    --config: path            # Read this file instead of any obo.toml
    --no-config               # Read no obo.toml
    --trust-config: string    # Trust the obo.toml that is found, if it has this SHA-256 (can be repeated)
    --redact                  # Replace personal data by stand-ins
    --exit-zero               # Turn exit code 1 into 0
    --hash-inputs             # Put the SHA-256 of each input into the run's record
    --color: string@"nu-complete obo demo color" # Use colour [default: auto]
    --no-input                # Never ask
    --quiet(-q)               # Say less on stderr
    --verbose(-v)             # Say more on stderr (can be repeated)
    --threads: string         # How many threads may work [default: the cores]
    --help(-h)                # Print help (see more with '--help')
  ]

}

export use completions *
