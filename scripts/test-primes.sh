#!/usr/bin/env bash
# Runs the tests of primes/, compiled to wasm, once for every kernel and host. The exit code says too
# little (a run without a test succeeds), so the tests are counted.
. "$(dirname "$0")/env.sh"
RUSTUP_TOOLCHAIN=$(wasm_toolchain)
export RUSTUP_TOOLCHAIN
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner
# Debug information is most of a module, and nobody steps through these.
export CARGO_PROFILE_DEV_DEBUG=0

status=0

# run KERNEL FEATURES HOST [VARIABLE=VALUE…]: prints a count for each of the test programs.
run() {
  local kernel=$1 features=$2 host=$3 log="$LOGS/primes-$1-$3.log"
  shift 3
  # Of a folder of their own: cargo tells the flags apart, and what runs on this machine is built once for all kernels.
  if env "$@" RUSTFLAGS="${features:+-C target-feature=$features}" \
    cargo test --locked --package pocket-kms-primes --tests --target "$WASM_TARGET" --target-dir target/primes >"$log" 2>&1 &&
    grep -q '^test result' "$log" && ! grep '^test result' "$log" | grep -qvE ' ok\. [1-9][0-9]* passed'; then
    echo "$kernel in $host"
    grep '^test result' "$log"
  else
    echo "not ok: primes/ with the kernel $kernel in $host"
    tail -n 40 "$log"
    status=1
  fi
}

run scalar "" node
run simd128 +simd128 node
run fma +simd128,+relaxed-simd node "PATH=$ROOT/tests/node_modules/node-26/bin:$PATH"

chromium=(
  WASM_BINDGEN_USE_BROWSER=1 WASM_BINDGEN_TEST_TIMEOUT=300
  "CHROMEDRIVER=$(command -v chromedriver)" "WASM_BINDGEN_TEST_WEBDRIVER_JSON=$ROOT/webdriver.json"
)
run simd128 +simd128 chromium "${chromium[@]}"
run fma +simd128,+relaxed-simd chromium "${chromium[@]}"
exit $status
