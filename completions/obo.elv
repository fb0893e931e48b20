
use builtin;
use str;

set edit:completion:arg-completer[obo] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'obo'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'obo'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand decode 'What does this token say?'
            cand chain 'Who acted for whom?'
            cand explain 'What does this error, claim or provider mean?'
            cand sts 'Run the embedded development authorization server'
            cand demo 'All of it in two minutes, nothing to set up'
        }
        &'obo;decode'= {
            cand --claim 'Print one value: a name, a dotted path or a pointer from the payload; header:NAME for the header'
            cand -f 'The form of the output'
            cand --format 'The form of the output'
            cand -o 'Write what stdout would get to a file that appears whole'
            cand --output 'Write what stdout would get to a file that appears whole'
            cand --report 'Write a further form in the same pass (can be repeated)'
            cand --at 'Judge as of this moment: RFC 3339 or Unix seconds [default: now]'
            cand -p 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml'
            cand --profile 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml'
            cand --config 'Read this file instead of any obo.toml'
            cand --color 'Use colour'
            cand --threads 'How many threads may work [default: the cores]'
            cand --text 'Read the arguments as text and nothing else'
            cand --raw 'With --claim: print a text as it is, whatever is in it'
            cand --diff 'Compare two tokens'
            cand --no-config 'Read no obo.toml'
            cand --redact 'Replace personal data by stand-ins'
            cand --exit-zero 'Turn exit code 1 into 0'
            cand --hash-inputs 'Put the SHA-256 of each input into the run''s record'
            cand --no-input 'Never ask'
            cand -q 'Say less on stderr'
            cand --quiet 'Say less on stderr'
            cand -v 'Say more on stderr (can be repeated)'
            cand --verbose 'Say more on stderr (can be repeated)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'obo;chain'= {
            cand --may 'May the last actor do this for the subject? (can be repeated)'
            cand --fail-on 'From which level on a problem makes the exit code 1'
            cand -f 'The form of the output'
            cand --format 'The form of the output'
            cand -o 'Write what stdout would get to a file that appears whole'
            cand --output 'Write what stdout would get to a file that appears whole'
            cand --report 'Write a further form in the same pass (can be repeated)'
            cand --at 'Judge as of this moment: RFC 3339 or Unix seconds [default: now]'
            cand -p 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml'
            cand --profile 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml'
            cand --config 'Read this file instead of any obo.toml'
            cand --color 'Use colour'
            cand --threads 'How many threads may work [default: the cores]'
            cand --text 'Read the arguments as text and nothing else'
            cand --in-order 'The tokens are one flow from first to last: judge the links, do not search for them'
            cand --shared-scopes 'Scopes mean the same at every audience'
            cand --no-config 'Read no obo.toml'
            cand --redact 'Replace personal data by stand-ins'
            cand --exit-zero 'Turn exit code 1 into 0'
            cand --hash-inputs 'Put the SHA-256 of each input into the run''s record'
            cand --no-input 'Never ask'
            cand -q 'Say less on stderr'
            cand --quiet 'Say less on stderr'
            cand -v 'Say more on stderr (can be repeated)'
            cand --verbose 'Say more on stderr (can be repeated)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'obo;explain'= {
            cand --list 'List every word, or those of a kind'
            cand -t 'Judge a refusal''s causes against the subject token that was sent'
            cand --subject-token 'Judge a refusal''s causes against the subject token that was sent'
            cand -c 'Judge a refusal''s causes for the client that sent it'
            cand --client-id 'Judge a refusal''s causes for the client that sent it'
            cand -f 'The form of the output'
            cand --format 'The form of the output'
            cand -o 'Write what stdout would get to a file that appears whole'
            cand --output 'Write what stdout would get to a file that appears whole'
            cand --report 'Write a further form in the same pass (can be repeated)'
            cand --at 'Judge as of this moment: RFC 3339 or Unix seconds [default: now]'
            cand -p 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml'
            cand --profile 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml'
            cand --config 'Read this file instead of any obo.toml'
            cand --color 'Use colour'
            cand --threads 'How many threads may work [default: the cores]'
            cand --text 'Read the arguments as text and nothing else'
            cand --no-config 'Read no obo.toml'
            cand --redact 'Replace personal data by stand-ins'
            cand --exit-zero 'Turn exit code 1 into 0'
            cand --hash-inputs 'Put the SHA-256 of each input into the run''s record'
            cand --no-input 'Never ask'
            cand -q 'Say less on stderr'
            cand --quiet 'Say less on stderr'
            cand -v 'Say more on stderr (can be repeated)'
            cand --verbose 'Say more on stderr (can be repeated)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'obo;sts'= {
            cand --port 'Listen on this port [default: any free one]'
            cand --bind 'Listen at this address'
            cand --config 'Read clients, users and audiences from a TOML file'
            cand --key 'Sign with this key instead of keys made for the run: PEM or JWK (can be repeated)'
            cand --fault 'Answer exchanges with one deliberate fault'
            cand --at 'Let the clock stand still at this moment: RFC 3339 or Unix seconds'
            cand --allow-remote 'Let --bind name an address that other machines can reach'
            cand --list-faults 'List the faults and end'
            cand -q 'Say nothing on stderr but warnings'
            cand --quiet 'Say nothing on stderr but warnings'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'obo;demo'= {
            cand --save 'Write the tokens, keys and settings to this directory'
            cand -f 'The form of the output'
            cand --format 'The form of the output'
            cand -o 'Write what stdout would get to a file that appears whole'
            cand --output 'Write what stdout would get to a file that appears whole'
            cand --report 'Write a further form in the same pass (can be repeated)'
            cand --at 'Judge as of this moment: RFC 3339 or Unix seconds [default: now]'
            cand -p 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml'
            cand --profile 'Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml'
            cand --config 'Read this file instead of any obo.toml'
            cand --color 'Use colour'
            cand --threads 'How many threads may work [default: the cores]'
            cand --no-config 'Read no obo.toml'
            cand --redact 'Replace personal data by stand-ins'
            cand --exit-zero 'Turn exit code 1 into 0'
            cand --hash-inputs 'Put the SHA-256 of each input into the run''s record'
            cand --no-input 'Never ask'
            cand -q 'Say less on stderr'
            cand --quiet 'Say less on stderr'
            cand -v 'Say more on stderr (can be repeated)'
            cand --verbose 'Say more on stderr (can be repeated)'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
    ]
    $completions[$command]
}
