# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_obo_global_optspecs
    string join \n h/help V/version
end

function __fish_obo_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_obo_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_obo_using_subcommand
    set -l cmd (__fish_obo_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c obo -n "__fish_obo_needs_command" -s h -l help -d 'Print help'
complete -c obo -n "__fish_obo_needs_command" -s V -l version -d 'Print version'
complete -c obo -n "__fish_obo_needs_command" -f -a "exchange" -d 'Get a token on behalf of a subject'
complete -c obo -n "__fish_obo_needs_command" -f -a "decode" -d 'What does this token say?'
complete -c obo -n "__fish_obo_needs_command" -f -a "verify" -d 'Is it genuine, and is it acceptable here?'
complete -c obo -n "__fish_obo_needs_command" -f -a "chain" -d 'Who acted for whom?'
complete -c obo -n "__fish_obo_needs_command" -f -a "lint" -d 'What is wrong or risky about it?'
complete -c obo -n "__fish_obo_needs_command" -f -a "explain" -d 'What does this error, claim, rule or provider mean?'
complete -c obo -n "__fish_obo_needs_command" -f -a "sts" -d 'Run the embedded development authorization server'
complete -c obo -n "__fish_obo_needs_command" -f -a "demo" -d 'All of it in two minutes, nothing to set up'
complete -c obo -n "__fish_obo_using_subcommand exchange" -s t -l subject-token -d 'On whose behalf: the text itself, @FILE, env:NAME, cmd:COMMAND, fd:N or - for stdin' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l subject-token-type -d 'access_token, refresh_token, id_token, jwt, saml1, saml2, id-jag, txn_token or any URI [default: access_token]' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l actor-token -d 'Who acts, if that is not the client' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l actor-token-type -d 'As --subject-token-type [default: access_token]' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -s a -l audience -d 'Where the token is to be used, by its logical name (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l resource -d 'Where the token is to be used, by its address (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -s s -l scope -d 'What it may do; one or several, parted by blanks (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l requested-token-type -d 'What sort of token is wanted, as --subject-token-type' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l param -d 'A further parameter (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -s c -l client-id -d 'The client\'s id' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l client-secret -d 'The client\'s secret: env:NAME, @FILE, cmd:COMMAND, fd:N or - for stdin' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l client-auth -d 'How the client proves itself: none, client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l client-key -d 'The client\'s private key: PEM or JWK, a path or a source' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l client-assertion -d 'A client assertion that was made elsewhere' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l client-assertion-aud -d 'Whom the client assertion is for [default: the issuer]' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l client-assertion-alg -d 'What the client assertion is signed with, such as PS256 [default: what key and server both know]' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -s i -l issuer -d 'The authorization server; its metadata names the token endpoint' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l token-endpoint -d 'The token endpoint, if it is not to be discovered' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l provider -d 'What sort of server it is [default: what is recognised]' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l timeout -d 'How long one request may take [default: 30s]' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l ca -d 'PEM certificates to trust beside the system\'s' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l curl -d 'Print the request as a curl command, with secrets as variables' -r -f -a "posix\t'sh, bash, zsh and their like'
powershell\t'PowerShell'
cmd\t'The command prompt of Windows'"
complete -c obo -n "__fish_obo_using_subcommand exchange" -s f -l format -d 'The form of the output [default: human on a terminal, else token]' -r -f -a "human\t'For people'
token\t'The issued token alone'
header\t'`Authorization: Bearer TOKEN`, for curl -H @-'
env\t'NAME=value lines'
json\t'One JSON document'
jsonl\t'The same on one line'"
complete -c obo -n "__fish_obo_using_subcommand exchange" -s o -l output -d 'Write what stdout would get to a file that appears whole; - is stdout' -r -F
complete -c obo -n "__fish_obo_using_subcommand exchange" -l report -d 'Write a further form in the same pass (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l at -d 'Judge as of this moment: RFC 3339 or Unix seconds [default: now]' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -s p -l profile -d 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l config -d 'Read this file instead of any obo.toml' -r -F
complete -c obo -n "__fish_obo_using_subcommand exchange" -l trust-config -d 'Trust the obo.toml that is found, if it has this SHA-256 (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l color -d 'Use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c obo -n "__fish_obo_using_subcommand exchange" -l threads -d 'How many threads may work [default: the cores]' -r
complete -c obo -n "__fish_obo_using_subcommand exchange" -l allow-private -d 'Let the metadata of a public issuer name private addresses'
complete -c obo -n "__fish_obo_using_subcommand exchange" -l demo -d 'Play obo demo instead; goes with its options alone'
complete -c obo -n "__fish_obo_using_subcommand exchange" -l dry-run -d 'Show the request and send nothing'
complete -c obo -n "__fish_obo_using_subcommand exchange" -l strict -d 'Exit 1 if what was granted is not what was asked'
complete -c obo -n "__fish_obo_using_subcommand exchange" -l no-config -d 'Read no obo.toml'
complete -c obo -n "__fish_obo_using_subcommand exchange" -l redact -d 'Replace personal data by stand-ins'
complete -c obo -n "__fish_obo_using_subcommand exchange" -l exit-zero -d 'Turn exit code 1 into 0'
complete -c obo -n "__fish_obo_using_subcommand exchange" -l hash-inputs -d 'Put the SHA-256 of each input into the run\'s record'
complete -c obo -n "__fish_obo_using_subcommand exchange" -l no-input -d 'Never ask'
complete -c obo -n "__fish_obo_using_subcommand exchange" -s q -l quiet -d 'Say less on stderr'
complete -c obo -n "__fish_obo_using_subcommand exchange" -s v -l verbose -d 'Say more on stderr (can be repeated)'
complete -c obo -n "__fish_obo_using_subcommand exchange" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c obo -n "__fish_obo_using_subcommand decode" -l claim -d 'Print one value: a name, a dotted path or a pointer from the payload; header:NAME for the header' -r
complete -c obo -n "__fish_obo_using_subcommand decode" -l decrypt-key -d 'The key that opens encrypted tokens: a private key (PEM or JWK) or a secret, in a file or another source' -r
complete -c obo -n "__fish_obo_using_subcommand decode" -s f -l format -d 'The form of the output [default: human]' -r -f -a "human\t'For people'
json\t'One JSON document'
jsonl\t'One JSON object a line'"
complete -c obo -n "__fish_obo_using_subcommand decode" -s o -l output -d 'Write what stdout would get to a file that appears whole; - is stdout' -r -F
complete -c obo -n "__fish_obo_using_subcommand decode" -l report -d 'Write a further form in the same pass (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand decode" -l at -d 'Judge as of this moment: RFC 3339 or Unix seconds [default: now]' -r
complete -c obo -n "__fish_obo_using_subcommand decode" -s p -l profile -d 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml' -r
complete -c obo -n "__fish_obo_using_subcommand decode" -l config -d 'Read this file instead of any obo.toml' -r -F
complete -c obo -n "__fish_obo_using_subcommand decode" -l trust-config -d 'Trust the obo.toml that is found, if it has this SHA-256 (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand decode" -l color -d 'Use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c obo -n "__fish_obo_using_subcommand decode" -l threads -d 'How many threads may work [default: the cores]' -r
complete -c obo -n "__fish_obo_using_subcommand decode" -l text -d 'Read the arguments as text and nothing else'
complete -c obo -n "__fish_obo_using_subcommand decode" -l raw -d 'With --claim: print a text as it is, whatever is in it'
complete -c obo -n "__fish_obo_using_subcommand decode" -l diff -d 'Compare two tokens'
complete -c obo -n "__fish_obo_using_subcommand decode" -l no-config -d 'Read no obo.toml'
complete -c obo -n "__fish_obo_using_subcommand decode" -l redact -d 'Replace personal data by stand-ins'
complete -c obo -n "__fish_obo_using_subcommand decode" -l exit-zero -d 'Turn exit code 1 into 0'
complete -c obo -n "__fish_obo_using_subcommand decode" -l hash-inputs -d 'Put the SHA-256 of each input into the run\'s record'
complete -c obo -n "__fish_obo_using_subcommand decode" -l no-input -d 'Never ask'
complete -c obo -n "__fish_obo_using_subcommand decode" -s q -l quiet -d 'Say less on stderr'
complete -c obo -n "__fish_obo_using_subcommand decode" -s v -l verbose -d 'Say more on stderr (can be repeated)'
complete -c obo -n "__fish_obo_using_subcommand decode" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c obo -n "__fish_obo_using_subcommand verify" -l jwks -d 'A set of keys: an address, a path, @FILE, env:NAME ...; ISSUER= before it says whose they are' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l key -d 'A key: PEM, DER, a certificate, a JWK or a set; ISSUER= before it says whose it is' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l secret -d 'A shared secret for the HS algorithms' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l jwks-cache -d 'Keep fetched sets in a directory, yours alone, and use them for a day; the age is said' -r -F
complete -c obo -n "__fish_obo_using_subcommand verify" -l decrypt-key -d 'A private key or secret that opens encrypted tokens' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l timeout -d 'How long one request may take [default: 30s]' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l ca -d 'PEM certificates to trust beside the system\'s' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -s i -l issuer -d 'The issuer; of several, one; without a key source, its keys are discovered' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -s a -l audience -d 'The audience; of several, one' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l for -d 'The API that is meant: its address, and perhaps its WWW-Authenticate header or a saved answer beside it; it gives the audience and narrows the issuers (RFC 9728)' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l subject -d 'The subject; of several, one' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -s c -l client-id -d 'The client; of several, one' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -s s -l scope -d 'A scope that must be granted; all of several' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l typ -d 'The header\'s typ; of several, one' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l token-type -d 'The sort of token, with all that its specification wants: at+jwt id-token txntoken+jwt oauth-id-jag+jwt jwt-svid wit+jwt dpop+jwt [default: what the header\'s typ says]' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l alg -d 'The algorithm, also of the token of --actor-token; of several, one' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l max-age -d 'The most time since iat, such as 90s 15m 1h30m 2d' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l max-lifetime -d 'The most time between iat and exp, such as 15m' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l leeway -d 'By how much clocks may differ, such as 30s, at most an hour' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l actor -d 'The current actor; of several, one' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l prior-actor -d 'A prior actor; all of several' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l max-depth -d 'The most actors' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l actor-token -d 'The token that the actor shows; its keys are given by --jwks ISSUER=SRC or --key ISSUER=SRC' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l dpop-proof -d 'The DPoP proof that came with the token: the value of the one DPoP header' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l htm -d 'The method of the request that the proof came with' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l htu -d 'The address of the request; query and fragment do not count' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l dpop-nonce -d 'The nonce that the server had given in DPoP-Nonce; without it a proof\'s nonce is not compared' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l client-cert -d 'The certificate that the client showed, PEM or DER' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l introspect-as -d 'The client that asks [default: the profile\'s, which then is not the expected one]' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l introspect-secret -d 'That client\'s secret' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l introspection-endpoint -d 'Where to ask: the endpoint of the expected issuer, as its metadata would name it' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -s f -l format -d 'The form of the output' -r -f -a "human\t'For people'
json\t'One JSON document'
jsonl\t'One JSON object a line'"
complete -c obo -n "__fish_obo_using_subcommand verify" -s o -l output -d 'Write what stdout would get to a file that appears whole; - is stdout' -r -F
complete -c obo -n "__fish_obo_using_subcommand verify" -l report -d 'Write a further form in the same pass (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l at -d 'Judge as of this moment: RFC 3339 or Unix seconds [default: now]' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -s p -l profile -d 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l config -d 'Read this file instead of any obo.toml' -r -F
complete -c obo -n "__fish_obo_using_subcommand verify" -l trust-config -d 'Trust the obo.toml that is found, if it has this SHA-256 (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l color -d 'Use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c obo -n "__fish_obo_using_subcommand verify" -l threads -d 'How many threads may work [default: the cores]' -r
complete -c obo -n "__fish_obo_using_subcommand verify" -l text -d 'Read the arguments as text and nothing else'
complete -c obo -n "__fish_obo_using_subcommand verify" -l scan -d 'Look for tokens inside text; without it an input is one token, or a token a line'
complete -c obo -n "__fish_obo_using_subcommand verify" -l allow-empty -d 'Say yes to an input with nothing in it'
complete -c obo -n "__fish_obo_using_subcommand verify" -l allow-expired-certificate -d 'Accept certificates, of keys and of clients, that are not valid at this time'
complete -c obo -n "__fish_obo_using_subcommand verify" -l any-issuer -d 'Do not check the issuer'
complete -c obo -n "__fish_obo_using_subcommand verify" -l any-audience -d 'Do not check the audience'
complete -c obo -n "__fish_obo_using_subcommand verify" -l signature-only -d 'Judge the signature and nothing else'
complete -c obo -n "__fish_obo_using_subcommand verify" -l allow-no-expiry -d 'Accept a token that never expires'
complete -c obo -n "__fish_obo_using_subcommand verify" -l no-delegation -d 'Refuse delegation in any format'
complete -c obo -n "__fish_obo_using_subcommand verify" -l may-act -d 'may_act must name the actor: the subject of --actor-token, else the current one'
complete -c obo -n "__fish_obo_using_subcommand verify" -l require-binding -d 'Refuse a token that is bound to no key, or whose holder proves nothing'
complete -c obo -n "__fish_obo_using_subcommand verify" -l introspect -d 'Ask the expected issuer, too (RFC 7662); an opaque token is judged by its answer'
complete -c obo -n "__fish_obo_using_subcommand verify" -l no-config -d 'Read no obo.toml'
complete -c obo -n "__fish_obo_using_subcommand verify" -l redact -d 'Replace personal data by stand-ins'
complete -c obo -n "__fish_obo_using_subcommand verify" -l exit-zero -d 'Turn exit code 1 into 0'
complete -c obo -n "__fish_obo_using_subcommand verify" -l hash-inputs -d 'Put the SHA-256 of each input into the run\'s record'
complete -c obo -n "__fish_obo_using_subcommand verify" -l no-input -d 'Never ask'
complete -c obo -n "__fish_obo_using_subcommand verify" -s q -l quiet -d 'Say less on stderr'
complete -c obo -n "__fish_obo_using_subcommand verify" -s v -l verbose -d 'Say more on stderr (can be repeated)'
complete -c obo -n "__fish_obo_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c obo -n "__fish_obo_using_subcommand chain" -l may -d 'May the last actor do this for the subject? (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand chain" -l jwks -d 'A set of keys: an address, a path, @FILE, env:NAME ...; ISSUER= before it says whose they are' -r
complete -c obo -n "__fish_obo_using_subcommand chain" -l key -d 'A key: PEM, DER, a certificate, a JWK or a set; ISSUER= before it says whose it is' -r
complete -c obo -n "__fish_obo_using_subcommand chain" -l decrypt-key -d 'A private key or secret that opens encrypted tokens' -r
complete -c obo -n "__fish_obo_using_subcommand chain" -s i -l issuer -d 'Whose the keys are that no ISSUER= stands before' -r
complete -c obo -n "__fish_obo_using_subcommand chain" -l timeout -d 'How long one request may take [default: 30s]' -r
complete -c obo -n "__fish_obo_using_subcommand chain" -l ca -d 'PEM certificates to trust beside the system\'s' -r
complete -c obo -n "__fish_obo_using_subcommand chain" -l min-evidence -d 'Leave out what is known on less than this' -r -f -a "signed\t'A token that verified against keys of its issuer'
logged\t'The same, or an audit log'"
complete -c obo -n "__fish_obo_using_subcommand chain" -l fail-on -d 'From which level on a problem makes the exit code 1' -r -f -a "error\t'Errors'
warning\t'Errors and warnings'
note\t'Every problem'
never\t'None'"
complete -c obo -n "__fish_obo_using_subcommand chain" -s f -l format -d 'The form of the output' -r -f -a "human\t'For people'
json\t'One JSON document'
jsonl\t'One JSON object a line'
mermaid\t'A Mermaid flowchart'
dot\t'A Graphviz graph'"
complete -c obo -n "__fish_obo_using_subcommand chain" -s o -l output -d 'Write what stdout would get to a file that appears whole; - is stdout' -r -F
complete -c obo -n "__fish_obo_using_subcommand chain" -l report -d 'Write a further form in the same pass (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand chain" -l at -d 'Judge as of this moment: RFC 3339 or Unix seconds [default: now]' -r
complete -c obo -n "__fish_obo_using_subcommand chain" -s p -l profile -d 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml' -r
complete -c obo -n "__fish_obo_using_subcommand chain" -l config -d 'Read this file instead of any obo.toml' -r -F
complete -c obo -n "__fish_obo_using_subcommand chain" -l trust-config -d 'Trust the obo.toml that is found, if it has this SHA-256 (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand chain" -l color -d 'Use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c obo -n "__fish_obo_using_subcommand chain" -l threads -d 'How many threads may work [default: the cores]' -r
complete -c obo -n "__fish_obo_using_subcommand chain" -l text -d 'Read the arguments as text and nothing else'
complete -c obo -n "__fish_obo_using_subcommand chain" -l in-order -d 'The tokens are one flow from first to last: judge the links, do not search for them'
complete -c obo -n "__fish_obo_using_subcommand chain" -l shared-scopes -d 'Scopes mean the same at every audience'
complete -c obo -n "__fish_obo_using_subcommand chain" -l prove -d 'Exit with 1 unless every chain holds'
complete -c obo -n "__fish_obo_using_subcommand chain" -l no-config -d 'Read no obo.toml'
complete -c obo -n "__fish_obo_using_subcommand chain" -l redact -d 'Replace personal data by stand-ins'
complete -c obo -n "__fish_obo_using_subcommand chain" -l exit-zero -d 'Turn exit code 1 into 0'
complete -c obo -n "__fish_obo_using_subcommand chain" -l hash-inputs -d 'Put the SHA-256 of each input into the run\'s record'
complete -c obo -n "__fish_obo_using_subcommand chain" -l no-input -d 'Never ask'
complete -c obo -n "__fish_obo_using_subcommand chain" -s q -l quiet -d 'Say less on stderr'
complete -c obo -n "__fish_obo_using_subcommand chain" -s v -l verbose -d 'Say more on stderr (can be repeated)'
complete -c obo -n "__fish_obo_using_subcommand chain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c obo -n "__fish_obo_using_subcommand lint" -s t -l subject-token -d 'The token that the input was exchanged from: what the exchange changed is judged, too' -r
complete -c obo -n "__fish_obo_using_subcommand lint" -l decrypt-key -d 'A private key or secret that opens encrypted tokens' -r
complete -c obo -n "__fish_obo_using_subcommand lint" -l fail-on -d 'From which level on a finding makes the exit code 1 [default: warning]' -r -f -a "error\t'Errors'
warning\t'Errors and warnings'
note\t'Every finding'
never\t'None'"
complete -c obo -n "__fish_obo_using_subcommand lint" -l show -d 'The least level that the screen shows; the rest is counted [default: warning]' -r -f -a "error\t'Errors'
warning\t'Errors and warnings'
note\t'Every finding'"
complete -c obo -n "__fish_obo_using_subcommand lint" -l label -d 'A name for the input, which stands in every form beside its findings' -r
complete -c obo -n "__fish_obo_using_subcommand lint" -l location -d 'Where tools that know only files show findings about a token that came from none [default: the policy file]' -r
complete -c obo -n "__fish_obo_using_subcommand lint" -l explain -d 'Say what a rule finds, why it matters and what to do' -r
complete -c obo -n "__fish_obo_using_subcommand lint" -s f -l format -d 'The form of the output [default: human]' -r -f -a "human\t'For people'
json\t'One JSON document'
jsonl\t'One JSON object a token'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, a test case a token'
github\t'Annotations of GitHub Actions'
gitlab\t'A code quality report of GitLab'"
complete -c obo -n "__fish_obo_using_subcommand lint" -l policy -d 'A file of policy below any obo.toml' -r -F
complete -c obo -n "__fish_obo_using_subcommand lint" -l deny -d 'Take findings of a rule for errors; RULE, AREA.* or all (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand lint" -l warn -d 'Take findings of a rule for warnings; the last that is said wins' -r
complete -c obo -n "__fish_obo_using_subcommand lint" -l allow -d 'Switch a rule off' -r
complete -c obo -n "__fish_obo_using_subcommand lint" -l baseline -d 'Be silent about the findings that a file knows' -r -F
complete -c obo -n "__fish_obo_using_subcommand lint" -l write-baseline -d 'Write every finding into a file, for --baseline; what is no longer found is left out of it' -r -F
complete -c obo -n "__fish_obo_using_subcommand lint" -s o -l output -d 'Write what stdout would get to a file that appears whole; - is stdout' -r -F
complete -c obo -n "__fish_obo_using_subcommand lint" -l report -d 'Write a further form in the same pass (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand lint" -l at -d 'Judge as of this moment: RFC 3339 or Unix seconds [default: now]' -r
complete -c obo -n "__fish_obo_using_subcommand lint" -s p -l profile -d 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml' -r
complete -c obo -n "__fish_obo_using_subcommand lint" -l config -d 'Read this file instead of any obo.toml' -r -F
complete -c obo -n "__fish_obo_using_subcommand lint" -l trust-config -d 'Trust the obo.toml that is found, if it has this SHA-256 (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand lint" -l color -d 'Use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c obo -n "__fish_obo_using_subcommand lint" -l threads -d 'How many threads may work [default: the cores]' -r
complete -c obo -n "__fish_obo_using_subcommand lint" -l text -d 'Read the arguments as text and nothing else'
complete -c obo -n "__fish_obo_using_subcommand lint" -l summary -d 'Count the findings by label, client and rule at the end'
complete -c obo -n "__fish_obo_using_subcommand lint" -l shared-scopes -d 'Scopes mean the same at every audience'
complete -c obo -n "__fish_obo_using_subcommand lint" -l allow-empty -d 'An input without a token is no failure'
complete -c obo -n "__fish_obo_using_subcommand lint" -l list -d 'List every rule'
complete -c obo -n "__fish_obo_using_subcommand lint" -l test -d 'Judge the examples of the policy instead of an input: each must give the findings it names'
complete -c obo -n "__fish_obo_using_subcommand lint" -l no-config -d 'Read no obo.toml'
complete -c obo -n "__fish_obo_using_subcommand lint" -l redact -d 'Replace personal data by stand-ins'
complete -c obo -n "__fish_obo_using_subcommand lint" -l exit-zero -d 'Turn exit code 1 into 0'
complete -c obo -n "__fish_obo_using_subcommand lint" -l hash-inputs -d 'Put the SHA-256 of each input into the run\'s record'
complete -c obo -n "__fish_obo_using_subcommand lint" -l no-input -d 'Never ask'
complete -c obo -n "__fish_obo_using_subcommand lint" -s q -l quiet -d 'Say less on stderr'
complete -c obo -n "__fish_obo_using_subcommand lint" -s v -l verbose -d 'Say more on stderr (can be repeated)'
complete -c obo -n "__fish_obo_using_subcommand lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c obo -n "__fish_obo_using_subcommand explain" -l list -d 'List every word, or those of a kind' -r
complete -c obo -n "__fish_obo_using_subcommand explain" -s t -l subject-token -d 'Judge a refusal\'s causes against the subject token that was sent' -r
complete -c obo -n "__fish_obo_using_subcommand explain" -s c -l client-id -d 'Judge a refusal\'s causes for the client that sent it' -r
complete -c obo -n "__fish_obo_using_subcommand explain" -s f -l format -d 'The form of the output' -r -f -a "human\t'For people'
json\t'One JSON document'
jsonl\t'One JSON object a line'"
complete -c obo -n "__fish_obo_using_subcommand explain" -s o -l output -d 'Write what stdout would get to a file that appears whole; - is stdout' -r -F
complete -c obo -n "__fish_obo_using_subcommand explain" -l report -d 'Write a further form in the same pass (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand explain" -l at -d 'Judge as of this moment: RFC 3339 or Unix seconds [default: now]' -r
complete -c obo -n "__fish_obo_using_subcommand explain" -s p -l profile -d 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml' -r
complete -c obo -n "__fish_obo_using_subcommand explain" -l config -d 'Read this file instead of any obo.toml' -r -F
complete -c obo -n "__fish_obo_using_subcommand explain" -l trust-config -d 'Trust the obo.toml that is found, if it has this SHA-256 (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand explain" -l color -d 'Use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c obo -n "__fish_obo_using_subcommand explain" -l threads -d 'How many threads may work [default: the cores]' -r
complete -c obo -n "__fish_obo_using_subcommand explain" -l text -d 'Read the arguments as text and nothing else'
complete -c obo -n "__fish_obo_using_subcommand explain" -l no-config -d 'Read no obo.toml'
complete -c obo -n "__fish_obo_using_subcommand explain" -l redact -d 'Replace personal data by stand-ins'
complete -c obo -n "__fish_obo_using_subcommand explain" -l exit-zero -d 'Turn exit code 1 into 0'
complete -c obo -n "__fish_obo_using_subcommand explain" -l hash-inputs -d 'Put the SHA-256 of each input into the run\'s record'
complete -c obo -n "__fish_obo_using_subcommand explain" -l no-input -d 'Never ask'
complete -c obo -n "__fish_obo_using_subcommand explain" -s q -l quiet -d 'Say less on stderr'
complete -c obo -n "__fish_obo_using_subcommand explain" -s v -l verbose -d 'Say more on stderr (can be repeated)'
complete -c obo -n "__fish_obo_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c obo -n "__fish_obo_using_subcommand sts" -l port -d 'Listen on this port [default: any free one]' -r
complete -c obo -n "__fish_obo_using_subcommand sts" -l bind -d 'Listen at this address' -r
complete -c obo -n "__fish_obo_using_subcommand sts" -l config -d 'Read clients, users and audiences from a TOML file' -r
complete -c obo -n "__fish_obo_using_subcommand sts" -l key -d 'Sign with this key instead of keys made for the run: PEM or JWK (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand sts" -l fault -d 'Answer exchanges with one deliberate fault' -r
complete -c obo -n "__fish_obo_using_subcommand sts" -l at -d 'Let the clock stand still at this moment: RFC 3339 or Unix seconds' -r
complete -c obo -n "__fish_obo_using_subcommand sts" -l allow-remote -d 'Let --bind name an address that other machines can reach'
complete -c obo -n "__fish_obo_using_subcommand sts" -l list-faults -d 'List the faults and end'
complete -c obo -n "__fish_obo_using_subcommand sts" -s q -l quiet -d 'Say nothing on stderr but warnings'
complete -c obo -n "__fish_obo_using_subcommand sts" -s h -l help -d 'Print help'
complete -c obo -n "__fish_obo_using_subcommand demo" -l save -d 'Write the tokens, keys and settings to this directory' -r -F
complete -c obo -n "__fish_obo_using_subcommand demo" -s f -l format -d 'The form of the output' -r -f -a "human\t'For people'
json\t'One JSON document'
jsonl\t'One JSON object a line'"
complete -c obo -n "__fish_obo_using_subcommand demo" -s o -l output -d 'Write what stdout would get to a file that appears whole; - is stdout' -r -F
complete -c obo -n "__fish_obo_using_subcommand demo" -l report -d 'Write a further form in the same pass (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand demo" -l at -d 'Judge as of this moment: RFC 3339 or Unix seconds [default: now]' -r
complete -c obo -n "__fish_obo_using_subcommand demo" -s p -l profile -d 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml' -r
complete -c obo -n "__fish_obo_using_subcommand demo" -l config -d 'Read this file instead of any obo.toml' -r -F
complete -c obo -n "__fish_obo_using_subcommand demo" -l trust-config -d 'Trust the obo.toml that is found, if it has this SHA-256 (can be repeated)' -r
complete -c obo -n "__fish_obo_using_subcommand demo" -l color -d 'Use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c obo -n "__fish_obo_using_subcommand demo" -l threads -d 'How many threads may work [default: the cores]' -r
complete -c obo -n "__fish_obo_using_subcommand demo" -l no-config -d 'Read no obo.toml'
complete -c obo -n "__fish_obo_using_subcommand demo" -l redact -d 'Replace personal data by stand-ins'
complete -c obo -n "__fish_obo_using_subcommand demo" -l exit-zero -d 'Turn exit code 1 into 0'
complete -c obo -n "__fish_obo_using_subcommand demo" -l hash-inputs -d 'Put the SHA-256 of each input into the run\'s record'
complete -c obo -n "__fish_obo_using_subcommand demo" -l no-input -d 'Never ask'
complete -c obo -n "__fish_obo_using_subcommand demo" -s q -l quiet -d 'Say less on stderr'
complete -c obo -n "__fish_obo_using_subcommand demo" -s v -l verbose -d 'Say more on stderr (can be repeated)'
complete -c obo -n "__fish_obo_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
