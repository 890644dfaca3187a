#!/usr/bin/env bash
# Runs the fuzz targets one after the other and prints the executions and crashes of each. What it finds
# stays in target/fuzz and is where the next run goes on.
#   scripts/fuzz.sh [TARGET…]     some targets alone; TIME=60 are the seconds for each
. "$(dirname "$0")/env.sh"
cargo_tool cargo-fuzz "$CARGO_FUZZ_VERSION"

# The seeds, by a build of its own: one for fuzzing links a program of libFuzzer's.
quietly fuzz-seeds cargo run --release --locked --manifest-path fuzz/Cargo.toml --target-dir target/fuzz/native \
  --example seeds target/fuzz/seeds

# The flags of coverage are those of a nightly compiler; this lets a stable one take them, here and nowhere else.
export RUSTC_BOOTSTRAP=1
# No sanitizer: the core has no unsafe code in which one would find something.
options=(--fuzz-dir fuzz --sanitizer none --target-dir target/fuzz/build)
quietly fuzz-build cargo fuzz build "${options[@]}"

targets=("$@")
[ $# -gt 0 ] || mapfile -t targets < <(cd fuzz/fuzz_targets && basename --suffix .rs -- *.rs)
host=$(rustc -vV | sed -n 's/^host: //p')

status=0
for target in "${targets[@]}"; do
  log=$LOGS/fuzz-$target.log crashes=target/fuzz/crashes/$target corpus=target/fuzz/corpus/$target
  mkdir -p "$crashes" "$corpus"
  # -ignore_crashes: what was found is counted, and the run goes on. An input that takes a second is one, too.
  "target/fuzz/build/$host/release/$target" -fork=1 -ignore_crashes=1 -ignore_timeouts=1 -timeout=10 \
    -max_len=8192 -max_total_time="${TIME:-60}" -artifact_prefix="$crashes/" \
    "$corpus" "target/fuzz/seeds/$target" >"$log" 2>&1 || status=1
  printf '%-12s %9d executions, %d crashes\n' "$target" \
    "$(sed -nE 's/^#([0-9]+): cov.*/\1/p' "$log" | tail -n 1)" "$(find "$crashes" -type f | wc -l)"
done
exit "$status"
