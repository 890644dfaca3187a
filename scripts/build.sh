#!/usr/bin/env bash
# Makes pkg/dist: the wasm module, its JavaScript, its types. Does nothing if nothing has changed.
. "$(dirname "$0")/env.sh"
"$ROOT/scripts/setup-build.sh"

key=$(fingerprint Cargo.toml Cargo.lock src pkg/src pkg/types pkg/build.mjs pkg/package-lock.json README.md CHANGELOG.md)
[ -d pkg/dist ] && [ "$key" = "$(cat target/built 2>/dev/null)" ] && exit

RUSTUP_TOOLCHAIN=$(wasm_toolchain)
export RUSTUP_TOOLCHAIN
# --no-pack: the package.json is our own. The paths of this machine do not go into the module.
RUSTFLAGS="--remap-path-prefix=$ROOT=. --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo" \
  quietly wasm-pack wasm-pack --log-level error build --no-pack --target web --out-name kms --out-dir target/pkg .
quietly tsc tsc --project pkg
node pkg/build.mjs
printf '%s' "$key" >target/built
