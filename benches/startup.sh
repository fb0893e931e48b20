#!/usr/bin/env bash
# What `obo decode TOKEN` costs as a whole process, in instructions (callgrind), which do not depend on how busy the
# machine is: against a program that only has the same option parser, and against jwt-cli 6.2.0.
# Fails where obo costs more than jwt-cli, or more than twice the bare program.
set -euo pipefail
cd "$(dirname "$0")/.."
for program in valgrind cargo; do
    command -v "$program" >/dev/null || { echo "skipped: startup ($program is not installed)"; exit 0; }
done
jwt_home=$PWD/target/tools/jwt-cli-6.2.0
bare_home=$PWD/target/startup
[ -x "$jwt_home/bin/jwt" ] \
    || cargo install --locked --quiet --root "$jwt_home" --version =6.2.0 jwt-cli
cargo build --locked --release --quiet

# The bare program: clap with the same features and profile, one subcommand with one argument, and nothing else.
mkdir -p "$bare_home/src"
{
    printf '[package]\nname = "bare"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[dependencies]\n'
    grep '^clap = ' Cargo.toml
    sed -n '/^\[profile.release\]/,/^$/p' Cargo.toml
} >"$bare_home/Cargo.toml"
cat >"$bare_home/src/main.rs" <<'RUST'
use clap::Parser;

#[derive(Parser)]
enum Bare {
    Decode { input: String },
}

fn main() {
    let Bare::Decode { input } = Bare::parse();
    println!("{}", input.len());
}
RUST
cp Cargo.lock "$bare_home/Cargo.lock"
cargo build --release --quiet --manifest-path "$bare_home/Cargo.toml" --target-dir "$bare_home/target"

encode() { printf %s "$1" | base64 -w 0 | tr '+/' '-_' | tr -d =; }
header='{"alg":"ES256","typ":"JWT","kid":"startup"}'
claims='{"iss":"https://issuer.example","sub":"alice","aud":"https://ledger.example","iat":1772614826,"exp":1999999999,"jti":"5f0c1c9e-7c39-4d6c-a3d5-2f52b7a1c0aa","client_id":"ledger-agent","scope":"ledger:read ledger:export","act":{"sub":"ledger-agent","act":{"sub":"research-agent","act":{"sub":"concierge"}}}}'
token=$(encode "$header").$(encode "$claims").$(printf 'A%.0s' $(seq 86))

instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null </dev/null \
        | sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}
obo=$(instructions target/release/obo decode "$token")
obo_json=$(instructions target/release/obo decode -f json "$token")
bare=$(instructions "$bare_home/target/release/bare" decode "$token")
jwt=$(instructions "$jwt_home/bin/jwt" decode "$token")
printf '%-28s %10s  %s\n' program instructions 'against the bare program'
row() { printf '%-28s %10d  %d.%02d\n' "$1" "$2" $(($2 / bare)) $(($2 * 100 / bare % 100)); }
row 'bare clap program' "$bare"
row 'jwt-cli 6.2.0 decode' "$jwt"
row 'obo decode' "$obo"
row 'obo decode -f json' "$obo_json"
[ "$obo" -le "$jwt" ] || { echo 'obo decode costs more than jwt-cli'; exit 1; }
[ "$obo" -le $((2 * bare)) ] || { echo 'obo decode costs more than twice the bare program'; exit 1; }
