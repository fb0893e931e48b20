
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'obo' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'obo'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'obo' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('exchange', 'exchange', [CompletionResultType]::ParameterValue, 'Get a token on behalf of a subject')
            [CompletionResult]::new('decode', 'decode', [CompletionResultType]::ParameterValue, 'What does this token say?')
            [CompletionResult]::new('chain', 'chain', [CompletionResultType]::ParameterValue, 'Who acted for whom?')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'What does this error, claim or provider mean?')
            [CompletionResult]::new('sts', 'sts', [CompletionResultType]::ParameterValue, 'Run the embedded development authorization server')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'All of it in two minutes, nothing to set up')
            break
        }
        'obo;exchange' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'On whose behalf: the text itself, @FILE, env:NAME, cmd:COMMAND, fd:N or - for stdin')
            [CompletionResult]::new('--subject-token', '--subject-token', [CompletionResultType]::ParameterName, 'On whose behalf: the text itself, @FILE, env:NAME, cmd:COMMAND, fd:N or - for stdin')
            [CompletionResult]::new('--subject-token-type', '--subject-token-type', [CompletionResultType]::ParameterName, 'access_token, refresh_token, id_token, jwt, saml1, saml2, id-jag, txn_token or any URI [default: access_token]')
            [CompletionResult]::new('--actor-token', '--actor-token', [CompletionResultType]::ParameterName, 'Who acts, if that is not the client')
            [CompletionResult]::new('--actor-token-type', '--actor-token-type', [CompletionResultType]::ParameterName, 'As --subject-token-type [default: access_token]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Where the token is to be used, by its logical name (can be repeated)')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'Where the token is to be used, by its logical name (can be repeated)')
            [CompletionResult]::new('--resource', '--resource', [CompletionResultType]::ParameterName, 'Where the token is to be used, by its address (can be repeated)')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'What it may do; one or several, parted by blanks (can be repeated)')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'What it may do; one or several, parted by blanks (can be repeated)')
            [CompletionResult]::new('--requested-token-type', '--requested-token-type', [CompletionResultType]::ParameterName, 'What sort of token is wanted, as --subject-token-type')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A further parameter (can be repeated)')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'The client''s id')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client''s id')
            [CompletionResult]::new('--client-secret', '--client-secret', [CompletionResultType]::ParameterName, 'The client''s secret: env:NAME, @FILE, cmd:COMMAND, fd:N or - for stdin')
            [CompletionResult]::new('--client-auth', '--client-auth', [CompletionResultType]::ParameterName, 'How the client proves itself: none, client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'The client''s private key: PEM or JWK, a path or a source')
            [CompletionResult]::new('--client-assertion', '--client-assertion', [CompletionResultType]::ParameterName, 'A client assertion that was made elsewhere')
            [CompletionResult]::new('--client-assertion-aud', '--client-assertion-aud', [CompletionResultType]::ParameterName, 'Whom the client assertion is for [default: the issuer]')
            [CompletionResult]::new('--client-assertion-alg', '--client-assertion-alg', [CompletionResultType]::ParameterName, 'What the client assertion is signed with, such as PS256 [default: what key and server both know]')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'The authorization server; its metadata names the token endpoint')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'The authorization server; its metadata names the token endpoint')
            [CompletionResult]::new('--token-endpoint', '--token-endpoint', [CompletionResultType]::ParameterName, 'The token endpoint, if it is not to be discovered')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'What sort of server it is [default: what is recognised]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long one request may take [default: 30s]')
            [CompletionResult]::new('--ca', '--ca', [CompletionResultType]::ParameterName, 'PEM certificates to trust beside the system''s')
            [CompletionResult]::new('--curl', '--curl', [CompletionResultType]::ParameterName, 'Print the request as a curl command, with secrets as variables')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The form of the output [default: human on a terminal, else token]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The form of the output [default: human on a terminal, else token]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write what stdout would get to a file that appears whole')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write what stdout would get to a file that appears whole')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write a further form in the same pass (can be repeated)')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Judge as of this moment: RFC 3339 or Unix seconds [default: now]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this file instead of any obo.toml')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colour')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'How many threads may work [default: the cores]')
            [CompletionResult]::new('--allow-private', '--allow-private', [CompletionResultType]::ParameterName, 'Let the metadata of a public issuer name private addresses')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Play obo demo instead; goes with its options alone')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the request and send nothing')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Exit 1 if what was granted is not what was asked')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no obo.toml')
            [CompletionResult]::new('--redact', '--redact', [CompletionResultType]::ParameterName, 'Replace personal data by stand-ins')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Turn exit code 1 into 0')
            [CompletionResult]::new('--hash-inputs', '--hash-inputs', [CompletionResultType]::ParameterName, 'Put the SHA-256 of each input into the run''s record')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr (can be repeated)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr (can be repeated)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'obo;decode' {
            [CompletionResult]::new('--claim', '--claim', [CompletionResultType]::ParameterName, 'Print one value: a name, a dotted path or a pointer from the payload; header:NAME for the header')
            [CompletionResult]::new('--decrypt-key', '--decrypt-key', [CompletionResultType]::ParameterName, 'The key that opens encrypted tokens: a private key (PEM or JWK) or a secret, in a file or another source')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The form of the output')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The form of the output')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write what stdout would get to a file that appears whole')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write what stdout would get to a file that appears whole')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write a further form in the same pass (can be repeated)')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Judge as of this moment: RFC 3339 or Unix seconds [default: now]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this file instead of any obo.toml')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colour')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'How many threads may work [default: the cores]')
            [CompletionResult]::new('--text', '--text', [CompletionResultType]::ParameterName, 'Read the arguments as text and nothing else')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'With --claim: print a text as it is, whatever is in it')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Compare two tokens')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no obo.toml')
            [CompletionResult]::new('--redact', '--redact', [CompletionResultType]::ParameterName, 'Replace personal data by stand-ins')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Turn exit code 1 into 0')
            [CompletionResult]::new('--hash-inputs', '--hash-inputs', [CompletionResultType]::ParameterName, 'Put the SHA-256 of each input into the run''s record')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr (can be repeated)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr (can be repeated)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'obo;chain' {
            [CompletionResult]::new('--may', '--may', [CompletionResultType]::ParameterName, 'May the last actor do this for the subject? (can be repeated)')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'From which level on a problem makes the exit code 1')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The form of the output')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The form of the output')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write what stdout would get to a file that appears whole')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write what stdout would get to a file that appears whole')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write a further form in the same pass (can be repeated)')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Judge as of this moment: RFC 3339 or Unix seconds [default: now]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this file instead of any obo.toml')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colour')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'How many threads may work [default: the cores]')
            [CompletionResult]::new('--text', '--text', [CompletionResultType]::ParameterName, 'Read the arguments as text and nothing else')
            [CompletionResult]::new('--in-order', '--in-order', [CompletionResultType]::ParameterName, 'The tokens are one flow from first to last: judge the links, do not search for them')
            [CompletionResult]::new('--shared-scopes', '--shared-scopes', [CompletionResultType]::ParameterName, 'Scopes mean the same at every audience')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no obo.toml')
            [CompletionResult]::new('--redact', '--redact', [CompletionResultType]::ParameterName, 'Replace personal data by stand-ins')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Turn exit code 1 into 0')
            [CompletionResult]::new('--hash-inputs', '--hash-inputs', [CompletionResultType]::ParameterName, 'Put the SHA-256 of each input into the run''s record')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr (can be repeated)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr (can be repeated)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'obo;explain' {
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'List every word, or those of a kind')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Judge a refusal''s causes against the subject token that was sent')
            [CompletionResult]::new('--subject-token', '--subject-token', [CompletionResultType]::ParameterName, 'Judge a refusal''s causes against the subject token that was sent')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Judge a refusal''s causes for the client that sent it')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'Judge a refusal''s causes for the client that sent it')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The form of the output')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The form of the output')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write what stdout would get to a file that appears whole')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write what stdout would get to a file that appears whole')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write a further form in the same pass (can be repeated)')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Judge as of this moment: RFC 3339 or Unix seconds [default: now]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this file instead of any obo.toml')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colour')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'How many threads may work [default: the cores]')
            [CompletionResult]::new('--text', '--text', [CompletionResultType]::ParameterName, 'Read the arguments as text and nothing else')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no obo.toml')
            [CompletionResult]::new('--redact', '--redact', [CompletionResultType]::ParameterName, 'Replace personal data by stand-ins')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Turn exit code 1 into 0')
            [CompletionResult]::new('--hash-inputs', '--hash-inputs', [CompletionResultType]::ParameterName, 'Put the SHA-256 of each input into the run''s record')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr (can be repeated)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr (can be repeated)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'obo;sts' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Listen on this port [default: any free one]')
            [CompletionResult]::new('--bind', '--bind', [CompletionResultType]::ParameterName, 'Listen at this address')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read clients, users and audiences from a TOML file')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Sign with this key instead of keys made for the run: PEM or JWK (can be repeated)')
            [CompletionResult]::new('--fault', '--fault', [CompletionResultType]::ParameterName, 'Answer exchanges with one deliberate fault')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Let the clock stand still at this moment: RFC 3339 or Unix seconds')
            [CompletionResult]::new('--allow-remote', '--allow-remote', [CompletionResultType]::ParameterName, 'Let --bind name an address that other machines can reach')
            [CompletionResult]::new('--list-faults', '--list-faults', [CompletionResultType]::ParameterName, 'List the faults and end')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'obo;demo' {
            [CompletionResult]::new('--save', '--save', [CompletionResultType]::ParameterName, 'Write the tokens, keys and settings to this directory')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The form of the output')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The form of the output')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write what stdout would get to a file that appears whole')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write what stdout would get to a file that appears whole')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write a further form in the same pass (can be repeated)')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Judge as of this moment: RFC 3339 or Unix seconds [default: now]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this file instead of any obo.toml')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colour')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'How many threads may work [default: the cores]')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no obo.toml')
            [CompletionResult]::new('--redact', '--redact', [CompletionResultType]::ParameterName, 'Replace personal data by stand-ins')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Turn exit code 1 into 0')
            [CompletionResult]::new('--hash-inputs', '--hash-inputs', [CompletionResultType]::ParameterName, 'Put the SHA-256 of each input into the run''s record')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr (can be repeated)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr (can be repeated)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
