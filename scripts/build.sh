#!/usr/bin/env bash
# Makes pkg/dist: the wasm module, its JavaScript, its types. Does nothing if nothing has changed.
. "$(dirname "$0")/env.sh"
"$ROOT/scripts/setup-build.sh"

key=$(fingerprint Cargo.toml Cargo.lock src modules {natural,primes}/{Cargo.toml,src} pkg/src pkg/types pkg/*.mjs tests/node/server.ts pkg/package.json pkg/tsconfig.json pkg/package-lock.json README.md CHANGELOG.md LICENSE)
[ -d pkg/dist ] && [ "$key" = "$(cat target/built 2>/dev/null)" ] && exit

RUSTUP_TOOLCHAIN=$(wasm_toolchain)
export RUSTUP_TOOLCHAIN
# wasm-pack reads Cargo.lock before it passes anything on, and would mend it.
quietly cargo-lock cargo metadata --locked --format-version 1
# --no-pack: the package.json is our own. The paths of this machine do not go into the module.
export RUSTFLAGS="--remap-path-prefix=$ROOT=. --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo"
# module FOLDER NAME OUT: a crate of modules/ as a wasm module and its glue.
module() {
  quietly "$1" wasm-pack --log-level error build --no-pack --target web --out-name "$2" --out-dir "$ROOT/target/$3" "modules/$1" -- --locked
  multiply_inline "$1" "target/$3/$2_bg.wasm"
  quietly "$1-opt" wasm-opt -O2 --strip-debug --strip-producers "target/$3/$2_bg.wasm" -o "target/$3/$2_bg.wasm"
}
# multiply_inline NAME WASM: __multi3 multiplies two words of 64 bits, which wasm has no instruction for, and is what
# curves spend their time in. A call costs as much as the product: a quarter of the time of every operation of a
# curve, for a tenth of the download. Rust's own functions (_ZN…, _R…) stay as the compiler has left them.
multiply_inline() {
  quietly "$1-multiply" wasm-opt -g '--no-inline=_ZN*' '--no-inline=_R*' --always-inline-max-function-size=220 \
    --flexible-inline-max-function-size=220 --inlining "$2" -o "$2"
}
module kms kms pkg
# The watch over randomness hashes 32 bytes a draw: the short form of SHA-256 serves it, with a seventh of the size.
# Its flag needs a build of its own.
RUSTFLAGS="$RUSTFLAGS --cfg sha2_backend_soft=\"compact\"" CARGO_TARGET_DIR="$ROOT/target/create-key" \
  module create-key create-key pkg-create-key
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
