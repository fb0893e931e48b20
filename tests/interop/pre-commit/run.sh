#!/usr/bin/env bash
# The hook of `.pre-commit-hooks.yaml` under the real `pre-commit` (PyPI, pinned by hash), in a repository of its own: what
# it lets into a commit and what it stops.
# Usage: OBO=target/release/obo tests/interop/pre-commit/run.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
OBO=$(realpath "${OBO:-$root/target/release/obo}")
work=$root/target/interop/pre-commit
mkdir -p "$work"
. "$here/../check.sh"
need pre-commit python3 git

cd "$work"
if ! cmp -s "$here/requirements.txt" venv/requirements.txt; then
    rm -rf venv
    { python3 -m venv venv && venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
        --only-binary :all: -r "$here/requirements.txt"; } >pip.log 2>&1 \
        || { echo 'skipped: pre-commit (Python has no venv or pip, or its packages cannot be had)'; exit 0; }
    cp "$here/requirements.txt" venv/requirements.txt
fi
# Neither the caller's settings of git nor a hook around this run have a part in it.
for name in $(env | sed -n 's/^\(GIT_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 PRE_COMMIT_HOME=$work/cache PRE_COMMIT_COLOR=never
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
rm -rf cache hooks repository bin
mkdir bin
ln -s "$OBO" bin/obo
export PATH=$work/bin:$work/venv/bin:$PATH

# The hook's file as it is, in a repository of its own: this checkout need not be committed. cargo would build the program
# that is under test once more, for minutes, so the one override takes the one that is there.
git init --quiet hooks
cp "$root/.pre-commit-hooks.yaml" hooks/
git -C hooks add .pre-commit-hooks.yaml
git -C hooks commit --quiet --message hooks
git init --quiet repository
cat >repository/.pre-commit-config.yaml <<END
repos:
  - repo: $work/hooks
    rev: $(git -C hooks rev-parse HEAD)
    hooks:
      - id: obo-lint
        language: system
END
cd repository
pre-commit install >"$work/out" 2>"$work/err"

# commits NAME CODE FILE…: a commit of these files, which the hook lets pass (0) or stops (1).
commits() {
    name=$1
    local code=$2 got=0
    shift 2
    git add -- "$@"
    timeout 120 git commit --message "$name" >"$work/out" 2>"$work/err" </dev/null || got=$?
    if [ "$got" = "$code" ]; then pass "$name"; else fail "$name" "exit code $got, wanted $code"; fi
}
# says TEXT: what the last commit printed holds this.
says() {
    if grep -qF -e "$1" "$work/out" "$work/err"; then passed=$((passed + 1)); else fail "$name" "does not say: $1"; fi
}
# token HEADER CLAIMS: a token in compact form, with a signature that nothing verifies.
token() {
    local part
    for part in "$1" "$2"; do printf %s "$part" | base64 | tr -d '=\n' | tr '/+' '_-'; printf .; done
    printf c2lnbmF0dXJl
}
now=$(date +%s)
header='{"alg":"ES256","typ":"at+jwt","kid":"1"}'
claims='"iss":"https://as.example","sub":"alice","client_id":"web","aud":"https://api.example","scope":"read","jti":"1","cnf":{"jkt":"x"},"iat":'$now
fine=$(token "$header" "{$claims,\"exp\":$((now + 900))}")
endless=$(token "$header" "{$claims}")

if pre-commit validate-manifest "$root/.pre-commit-hooks.yaml" >"$work/out" 2>"$work/err"; then
    pass 'the file of hooks is one'
else
    fail 'the file of hooks is one' 'pre-commit refuses it'
fi
echo 'no token in here' >notes.md
commits 'a file without a token' 0 .pre-commit-config.yaml notes.md
says 'Passed'
echo "$fine" >fine.jwt
commits 'a token that the rules let pass' 0 fine.jwt
says 'Passed'
echo "curl -H 'Authorization: Bearer $endless' https://api.example" >call.sh
commits 'a token that never ends, inside a script' 1 call.sh
says 'error[missing-expiry]'
says 'call.sh'
lacks "$endless"
rm call.sh
git rm --quiet --cached call.sh
echo "$endless" >'--fail-on=never'
commits 'a file whose name wants to be an option' 1 '--fail-on=never'
says 'error[missing-expiry]'
git rm --quiet --cached -- '--fail-on=never'
rm -- '--fail-on=never'
echo "$endless" >'two words.txt'
commits 'a name of two words' 1 'two words.txt'
says 'two words.txt'
git rm --quiet --cached 'two words.txt'
rm 'two words.txt'
printf '\211PNG\r\n\032\n\0%s' "$endless" >picture.png
commits 'a file that is no text is not for the hook' 0 picture.png
says 'Skipped'
# A team's own arguments end with `--`, as the hook's own do.
cat >>.pre-commit-config.yaml <<END
        args: [--fail-on, never, --]
END
echo "$endless" >endless.jwt
commits 'arguments of a team count' 0 .pre-commit-config.yaml endless.jwt
[ "$(git rev-list --count HEAD)" = 4 ] || fail 'the commits' 'another number of them was made'
ends
