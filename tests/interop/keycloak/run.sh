#!/usr/bin/env bash
# obo against a real Keycloak 26.7.3: three hops, private_key_jwt, more and less granted than asked, refusals; its tokens
# verified through discovery and introspected.
# Usage: OBO=target/release/obo tests/interop/keycloak/run.sh
# The server is fetched once with Maven, checked by hash, unpacked and built below target/keycloak; later runs reuse it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
OBO=$(realpath "${OBO:-$root/target/release/obo}")
version=26.7.3
sha256=27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f
home=$root/target/keycloak/keycloak-$version
work=$root/target/interop/keycloak
mkdir -p "$work"
. "$here/../check.sh"
need keycloak java mvn unzip jq openssl curl

if [ ! -e "$home/.built" ]; then
    zip=$root/target/keycloak/keycloak-quarkus-dist-$version.zip
    rm -rf "$home"
    [ -e "$zip" ] || mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
        "-Dartifact=org.keycloak:keycloak-quarkus-dist:$version:zip" "-DoutputDirectory=${zip%/*}" >"$work/mvn.log" 2>&1 \
        || { echo 'skipped: keycloak (its distribution cannot be had)'; exit 0; }
    echo "$sha256  $zip" | sha256sum --check --status || { rm -f "$zip"; echo 'error: keycloak: wrong hash'; exit 1; }
    unzip -q "$zip" -d "${home%/*}"
    rm "$zip"
    "$home/bin/kc.sh" build --db=dev-file >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
    touch "$home/.built"
fi
cd "$work"

# The client's key is made here, so that the repository holds none; its public half goes into the realm.
[ -e client.pem ] || openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out client.pem 2>/dev/null
coordinate() { openssl pkey -in client.pem -pubout -outform DER | tail -c 64 | "$1" -c 32 | openssl base64 -A | tr '+/' '-_' | tr -d =; }
jq --arg x "$(coordinate head)" --arg y "$(coordinate tail)" \
    '(.clients[].attributes | select(has("jwks.string")))["jwks.string"] =
        ({keys: [{kty: "EC", crv: "P-256", alg: "ES256", use: "sig", kid: "interop", x: $x, y: $y}]} | tojson)' \
    "$here/realm.json" >realm.json
# An existing realm is not imported again: a changed one needs a new database.
mkdir -p "$home/data/import"
if ! cmp -s realm.json "$home/data/import/realm-obo.json"; then
    rm -rf "$home/data"
    mkdir -p "$home/data/import"
    cp realm.json "$home/data/import/realm-obo.json"
fi

free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
port=$((18000 + RANDOM % 2000))
until free "$port"; do port=$((port + 1)); done
base=http://127.0.0.1:$port
export KC_BOOTSTRAP_ADMIN_USERNAME=admin KC_BOOTSTRAP_ADMIN_PASSWORD=admin
# One run of seconds needs neither the second compiler nor a parallel collector; the server's own options clash with these.
export JAVA_OPTS='-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms64m -Xmx256m -XX:MaxMetaspaceSize=256m -Dfile.encoding=UTF-8 -Djava.security.egd=file:/dev/urandom'
"$home/bin/kc.sh" start --optimized --import-realm --cache=local --http-enabled=true --http-host=127.0.0.1 \
    --http-port="$port" --hostname="$base" >server.log 2>&1 </dev/null &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT
issuer=$base/realms/obo
began=$SECONDS
until curl -sf -o /dev/null "$issuer"; do
    kill -0 "$server" 2>/dev/null && [ $((SECONDS - began)) -lt 300 ] || { tail -n 40 server.log; exit 1; }
    sleep 0.2
done

login() {
    curl -s --user web:web-secret --data grant_type=password --data username=alice --data password=alice-pw "$@" \
        "$issuer/protocol/openid-connect/token" | jq -j .access_token
}
login >user.jwt
login --data scope=aud-all >wide.jwt
export A=api-a-secret B=api-b-secret C=api-c-secret BARE=no-exchange-secret WRONG=not-the-secret

# exchange NAME CODE CLIENT ARGUMENT…: one exchange with the answer as JSON.
exchange() {
    local label=$1 code=$2 client=$3
    shift 3
    try "$label" "$code" exchange --issuer "$issuer" --client-id "$client" --format json "$@"
    lacks "$A" "$B" "$C" "$BARE" "$WRONG"
}
# warned CODE: the last answer has this warning.
warned() { holds "[.warnings[].code] | index(\"$1\") != null"; }
# refused CODE STATUS: the last answer is this refusal, with a meaning, a hint and causes.
refused() {
    holds ".refusal.error == \"$1\" and .response.status == $2"
    holds '(.refusal.meaning | length) > 0 and (.refusal.hint | length) > 0'
}

echo '-- three hops; Keycloak names no actor, the last client is all there is'
exchange 'hop 1' 0 api-a --client-secret env:A --subject-token @user.jwt --audience api-b
holds '.issued.claims.azp == "api-a" and .issued.claims.aud == "api-b" and .issued.claims.act == null'
holds '.issued.claims.sub == "a11ce000-0000-4000-8000-000000000001"'
keep hop1.jwt
exchange 'hop 2, ES256 and at+jwt' 0 api-b --client-secret env:B --subject-token @hop1.jwt --audience api-c
holds '.issued.header.alg == "ES256" and .issued.header.typ == "at+jwt" and .issued.claims.azp == "api-b"'
keep hop2.jwt
exchange 'hop 3, no aud and a lower-case bearer' 0 api-c --client-secret env:C --subject-token @hop2.jwt
holds '.response.body.token_type == "bearer" and .issued.header.alg == "EdDSA" and (.issued.claims | has("aud") | not)'
keep hop3.jwt
try 'the flow in order' 0 chain --in-order --format json @user.jwt @hop1.jwt @hop2.jwt @hop3.jwt
holds '(.chains | length) == 1 and (.chains[0].hops | length) == 3'
exchange 'private_key_jwt' 0 svc-pkjwt --client-auth private_key_jwt --client-key @client.pem \
    --subject-token @wide.jwt --audience api-b
holds '.issued.claims.azp == "svc-pkjwt" and (.request.form.client_assertion | startswith("sha256:"))'

echo '-- granted is not always asked'
exchange 'more: a scope the subject token does not have' 0 api-a --client-secret env:A \
    --subject-token @user.jwt --audience api-b --scope orders.read
warned scope-widened
exchange 'more, and strict' 1 api-a --client-secret env:A --strict \
    --subject-token @user.jwt --audience api-b --scope orders.read
exchange 'less: the resource is ignored' 0 api-a --client-secret env:A \
    --subject-token @user.jwt --resource https://orders.example
warned audience-not-granted

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
# claim FILE NAME: a claim of a token that is a number.
claim() { "$OBO" decode --format json "@$1" | jq ".tokens[0].claims.$2"; }

echo '-- verified through discovery: at its time, after it, and elsewhere'
alice=a11ce000-0000-4000-8000-000000000001
while read -r file alg client where; do
    [ "$where" = nowhere ] && there=(--any-audience) || there=(--audience "$where")
    verify "$alg verifies" 0 "@$file" "${there[@]}" --alg "$alg" --subject "$alice" --client-id "$client" --scope orders.read
    holds ".tokens[0].key.alg == \"$alg\" and .tokens[0].key.source == \"$issuer/protocol/openid-connect/certs\""
    verify "$alg after its time" 1 "@$file" "${there[@]}" --at "$(claim "$file" exp)"
    fails expiry
    verify "$alg for another audience" 1 "@$file" --audience elsewhere
    fails audience
    sed 's/\.[^.]*$/.AAAA/' "$file" >forged.jwt
    verify "$alg, forged" 1 @forged.jwt "${there[@]}"
    fails signature
done <<'TOKENS'
user.jwt RS256 web api-a
hop2.jwt ES256 api-b api-c
hop3.jwt EdDSA api-c nowhere
TOKENS
verify 'at+jwt with all that it must have' 0 @hop2.jwt --audience api-c --token-type at+jwt

echo '-- bound to a key'
for name in holder thief; do openssl genpkey -algorithm ED25519 -out "$name.pem" 2>/dev/null; done
url64() { openssl base64 -A | tr '+/' '-_' | tr -d =; }
# proof KEY METHOD URL [TOKEN]: a DPoP proof (RFC 9449) for a request, and for the token of a file.
proof() {
    local x ath=null
    x=$(openssl pkey -in "$1.pem" -pubout -outform DER | tail -c 32 | url64)
    [ -z "${4-}" ] || ath=\"$(openssl dgst -sha256 -binary "$4" | url64)\"
    jq -njc --arg x "$x" '{typ: "dpop+jwt", alg: "EdDSA", jwk: {crv: "Ed25519", kty: "OKP", $x}}' | url64 >signed
    jq -njc --arg htm "$2" --arg htu "$3" --argjson ath "$ath" --arg jti "$(openssl rand -hex 16)" \
        '{$jti, $htm, $htu, iat: (now | floor)} + if $ath then {$ath} else {} end' | url64 | sed 's/^/./' >>signed
    openssl pkeyutl -sign -rawin -in signed -inkey "$1.pem" | url64 | cat signed <(printf .) -
}
token=$issuer/protocol/openid-connect/token
api=http://api-a.example/orders
login --header "DPoP: $(proof holder POST "$token")" >bound.jwt
proof holder GET "$api" bound.jwt >proof.jwt
proof thief GET "$api" bound.jwt >thief.jwt
proof holder GET "$api" user.jwt >swapped.jwt
bound() {
    local label=$1 code=$2
    shift 2
    verify "$label" "$code" @bound.jwt --audience api-a "$@"
}
bound 'DPoP, with its proof' 0 --dpop-proof @proof.jwt --htm GET --htu "$api?page=2" --require-binding
holds '.tokens[0].checks[] | select(.name == "dpop") | .outcome == "pass"'
bound 'DPoP, no proof at hand' 0
bound 'DPoP, no proof and one is required' 1 --require-binding
fails dpop
bound 'DPoP, another method' 1 --dpop-proof @proof.jwt --htm POST --htu "$api"
fails dpop
bound 'DPoP, six minutes later' 1 --dpop-proof @proof.jwt --htm GET --htu "$api" --at $(($(date +%s) + 360))
fails dpop
bound 'DPoP, the proof of a thief' 1 --dpop-proof @thief.jwt --htm GET --htu "$api"
fails dpop
bound 'DPoP, the proof for another token' 1 --dpop-proof @swapped.jwt --htm GET --htu "$api"
fails dpop
verify 'DPoP, a proof beside a bearer token' 1 @user.jwt --audience api-a --dpop-proof @proof.jwt --htm GET --htu "$api"
fails dpop

echo '-- introspected: a client of the audience is told, any other hears that the token is not active'
introspect() {
    local label=$1 code=$2
    shift 2
    verify "$label" "$code" --introspect "$@"
    lacks "$A" "$B" "$C" "$WRONG"
}
# told CONDITION: the same over the check `introspection`.
told() {
    holds ".tokens[0].checks[] | select(.name == \"introspection\") | $1"
}
introspect 'asked by its audience' 0 @user.jwt --audience api-a --introspect-as api-a --introspect-secret env:A
told '.outcome == "pass"'
introspect 'ES256, asked by its audience' 0 @hop2.jwt --audience api-c --introspect-as api-c --introspect-secret env:C
introspect 'asked by the client that it was issued to' 1 @hop1.jwt --audience api-b --introspect-as api-a --introspect-secret env:A
fails introspection
told '.wanted == "api-b" and .found == "asked as api-a" and (.detail | contains("outside aud"))'
introspect 'a token that nobody issued' 1 unknown-token --audience api-a --introspect-as api-a --introspect-secret env:A
fails introspection
introspect 'a wrong secret' 3 @user.jwt --audience api-a --introspect-as api-a --introspect-secret env:WRONG
cat >obo.toml <<PROFILE
[profile.svc]
issuer = "$issuer"
audience = "svc-pkjwt"
client-id = "svc-pkjwt"
client-key = "@client.pem"
PROFILE
OBO_NO_CONFIG=0 try 'asked as the client of a profile, private_key_jwt' 0 \
    verify --format json --config obo.toml --profile svc --introspect @wide.jwt
told '.outcome == "pass"'

echo '-- refusals'
exchange 'wrong secret' 1 api-a --client-secret env:WRONG --subject-token @user.jwt --audience api-b
refused unauthorized_client 401
exchange 'the requester is not in the audience of the subject token' 1 api-b --client-secret env:B \
    --subject-token @user.jwt --audience api-c
refused access_denied 403
holds '[.refusal.causes[] | select(.verdict == "yes")] | length > 0'
exchange 'an audience nobody has' 1 api-a --client-secret env:A --subject-token @user.jwt --audience nobody
refused invalid_client 400
exchange 'an audience the requester cannot reach' 1 api-a --client-secret env:A --subject-token @user.jwt --audience api-c
refused invalid_request 400
exchange 'a client without the switch' 1 no-exchange --client-secret env:BARE --subject-token @wide.jwt --audience api-b
refused invalid_request 400
sed 's/\.[^.]*$/.AAAA/' user.jwt >forged.jwt
exchange 'a forged subject token' 1 api-a --client-secret env:A --subject-token @forged.jwt --audience api-b
refused invalid_request 400
exchange 'a scope nobody has' 1 api-a --client-secret env:A --subject-token @user.jwt --audience api-b --scope nothing
refused invalid_scope 400
ends
