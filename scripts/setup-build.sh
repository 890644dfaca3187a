#!/usr/bin/env bash
# Everything `make build` needs: a wasm32 standard library, wasm-pack, wasm-bindgen, wasm-opt, esbuild.
# Each step is done once a machine; what this script may not install, it names and stops.
. "$(dirname "$0")/env.sh"

for tool in cargo rustup node npm git; do
  has "$tool" || fail "$tool is missing (Rust: install it with rustup; Node: 20.19 or later; git: your system's packages)"
done
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
  fail "Node $(node --version) is too old: 20.19 or later is needed"

has_wasm_std() { [ -d "$(rustc "+$1" --print sysroot 2>/dev/null)/lib/rustlib/$WASM_TARGET" ]; }

setup_wasm_std() {
  has_wasm_std "$(wasm_toolchain)" && return
  if [ -z "${POCKET_KMS_TOOLCHAIN:-}" ] && rustup target add "$WASM_TARGET" >"$LOGS/rustup-target.log" 2>&1; then
    return
  fi
  apt_install rustc-web cargo-web rust-web-src
  apt_install "lld-$(debian_llvm)"
  say "set-up: the wasm32 standard library (a minute)"
  quietly wasm-std "$ROOT/scripts/debian-wasm-std.sh"
}

setup_wasm_std
grep -q "^wasm-bindgen-cli = \"=$WASM_BINDGEN_VERSION\"$" scripts/wasm-bindgen/Cargo.toml ||
  fail "scripts/wasm-bindgen/Cargo.toml names another version than wasm-bindgen $WASM_BINDGEN_VERSION in Cargo.toml"
once wasm-bindgen "$(fingerprint scripts/wasm-bindgen)" cargo_install --force --path scripts/wasm-bindgen
cargo_tool wasm-pack "$WASM_PACK_VERSION"
npm_ci pkg
