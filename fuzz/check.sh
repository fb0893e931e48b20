#!/usr/bin/env bash
# Compiles every fuzz target on stable Rust and runs each for a moment, so that none rots.
# Without coverage this finds little; with nightly Rust: cargo +nightly fuzz run --fuzz-dir fuzz token
set -euo pipefail
cd "$(dirname "$0")/.."
command -v c++ >/dev/null || { echo 'skipped: fuzz (libFuzzer needs a C++ compiler)'; exit 0; }
# The same versions as the package, so that one build serves both.
cp Cargo.lock fuzz/Cargo.lock
export CARGO_TARGET_DIR=$PWD/target
cargo build --quiet --manifest-path fuzz/Cargo.toml --bins
scratch=$CARGO_TARGET_DIR/fuzz
for source in fuzz/targets/*.rs; do
    target=$(basename "$source" .rs)
    mkdir -p "$scratch/$target"
    seeds=()
    [ -d "fuzz/seeds/$target" ] && seeds=("fuzz/seeds/$target")
    if "target/debug/$target" -runs=20000 -max_total_time=5 -max_len=4096 -timeout=10 -seed=1 \
        -artifact_prefix="$scratch/$target/" "$scratch/$target" "${seeds[@]}" >"$scratch/$target.log" 2>&1; then
        echo "ok    $target"
    else
        tail -n 30 "$scratch/$target.log"
        exit 1
    fi
done
