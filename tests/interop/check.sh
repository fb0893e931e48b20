# Sourced by the run.sh of each server: runs obo, looks at its exit code and its JSON, and counts.
# Wants: obo's path in $OBO, a folder of this run's own in $work. Leaves: the last answer in $work/out and $work/err.

passed=0
failed=0
# Only what the script says may decide: no setting of the caller, and no proxy towards loopback.
unset OBO_PROFILE OBO_CONFIG
export OBO_NO_CONFIG=1 NO_COLOR=1

# need SERVER PROGRAM…: says what is missing and ends the script well, because nothing could be tried.
need() {
    local server=$1 program
    shift
    for program in "$@"; do
        command -v "$program" >/dev/null && continue
        echo "skipped: $server ($program is not installed)"
        exit 0
    done
}

pass() { passed=$((passed + 1)); echo "ok    $1"; }

fail() {
    failed=$((failed + 1))
    echo "FAIL  $1: $2"
    sed 's/^/      out: /' "$work/out" | cut -c1-600 | head -n 20
    sed 's/^/      err: /' "$work/err" | cut -c1-600 | head -n 20
}

# try NAME CODE ARGUMENT…: runs obo and compares its exit code.
try() {
    name=$1
    local code=$2 got=0
    shift 2
    timeout 60 "$OBO" "$@" >"$work/out" 2>"$work/err" </dev/null || got=$?
    if [ "$got" = "$code" ]; then pass "$name"; else fail "$name" "exit code $got, wanted $code"; fi
}

# holds FILTER: a jq filter that must be true of the last answer's JSON.
holds() {
    if jq -e "$1" "$work/out" >/dev/null 2>&1; then passed=$((passed + 1)); else fail "$name" "not so: $1"; fi
}

# keep FILE: puts the token of the last answer's JSON into a file of the work folder.
keep() { jq -j '.response.body.access_token // empty' "$work/out" >"$work/$1"; }

# lacks TEXT…: nothing that obo printed, on either stream, may hold one of these.
lacks() {
    local text
    for text in "$@"; do
        if grep -qF -e "$text" "$work/out" "$work/err"; then fail "$name" 'a secret was printed'; return; fi
    done
    passed=$((passed + 1))
}

# ends: the count, and a code that says whether all was well.
ends() {
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ]
}
