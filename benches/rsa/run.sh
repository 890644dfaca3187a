#!/usr/bin/env bash
# Times RSA key generation beside everything else that makes RSA keys here, in one run: 25 minutes.
#   benches/rsa/run.sh             benches/rsa/results.json, docs/performance.md, docs/rsa-2048.svg
#   benches/rsa/run.sh --quick     a few keys each, to target/bench-rsa
#   benches/rsa/run.sh --report    the page and the plot again, of the figures that are there
. "$(dirname "$0")/../../scripts/env.sh"

[ "${1:-}" = --report ] && exec node benches/rsa/run.mjs --report
"$ROOT/scripts/build.sh"
# The browsers, their drivers, and other versions of Node.
"$ROOT/scripts/setup-test.sh"
npm_ci benches/rsa
# A copy: a build during the run changes nothing.
rm -rf target/bench-rsa
mkdir -p target/bench-rsa/pkg
cp -r pkg/package.json pkg/dist target/bench-rsa/pkg
ln -sfn "$ROOT/target/bench-rsa/pkg" benches/rsa/node_modules/pocket-kms

RUSTUP_TOOLCHAIN=$(wasm_toolchain)
export RUSTUP_TOOLCHAIN
quietly rustcrypto-rsa cargo build --release --locked --target "$WASM_TARGET" \
  --manifest-path benches/rsa/rustcrypto/Cargo.toml --target-dir target/rustcrypto
quietly rustcrypto-rsa-opt wasm-opt -O3 --strip-debug \
  "target/rustcrypto/$WASM_TARGET/release/rustcrypto_rsa.wasm" -o target/rustcrypto/rsa.wasm
exec node benches/rsa/run.mjs "$@"
