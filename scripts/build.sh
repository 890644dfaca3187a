#!/usr/bin/env bash
# Makes pkg/dist: the wasm module, its JavaScript, its types. Does nothing if nothing has changed.
. "$(dirname "$0")/env.sh"
"$ROOT/scripts/setup-build.sh"

key=$(fingerprint Cargo.toml Cargo.lock src primes/Cargo.toml primes/src pkg/src pkg/types pkg/{build,notices}.mjs tests/node/server.ts pkg/package.json pkg/tsconfig.json pkg/package-lock.json README.md CHANGELOG.md LICENSE)
[ -d pkg/dist ] && [ "$key" = "$(cat target/built 2>/dev/null)" ] && exit

RUSTUP_TOOLCHAIN=$(wasm_toolchain)
export RUSTUP_TOOLCHAIN
# wasm-pack reads Cargo.lock before it passes anything on, and would mend it.
quietly cargo-lock cargo metadata --locked --format-version 1
# --no-pack: the package.json is our own. The paths of this machine do not go into the module.
export RUSTFLAGS="--remap-path-prefix=$ROOT=. --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo"
quietly wasm-pack wasm-pack --log-level error build --no-pack --target web --out-name kms --out-dir target/pkg . -- --locked
# kernel NAME FEATURES: one wasm module of the prime search. Its flags need a build of its own.
kernel() {
  RUSTFLAGS="$RUSTFLAGS ${2:+-C target-feature=$2}" quietly "kernel-$1" \
    cargo build --locked --package pocket-kms-primes --features abi --release --target "$WASM_TARGET" --target-dir "target/kernels/$1"
  quietly "kernel-$1-opt" wasm-opt -O3 --strip-debug --strip-producers \
    "target/kernels/$1/$WASM_TARGET/release/pocket_kms_primes.wasm" -o "target/kernels/$1.wasm"
}
kernel scalar ""
kernel simd128 +simd128
kernel fma +simd128,+relaxed-simd
quietly tsc tsc --project pkg
quietly tsc-cli tsc --project pkg/src/cli
node pkg/build.mjs
printf '%s' "$key" >target/built
