#!/usr/bin/env bash
# Builds the standard library for wasm32 with Debian's own compiler, where rustup cannot fetch one, and
# puts it where that compiler looks. As root; needs rustc-web, cargo-web, rust-web-src and lld.
. "$(dirname "$0")/env.sh"

rustlib=/usr/lib/rustlib
probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT

rustup toolchain link "$DEBIAN_TOOLCHAIN" /usr
mkdir -p "$rustlib/x86_64-unknown-linux-gnu/bin"
ln -sf "/usr/lib/llvm-$(debian_llvm)/bin/lld" "$rustlib/x86_64-unknown-linux-gnu/bin/rust-lld"

cargo init --quiet --vcs none --lib --name probe "$probe"
cd "$probe"
# The compiler is a stable one: the variable lets this one command build its standard library. The
# bitcode makes link-time optimisation possible; `test` is what `wasm-pack test` links against.
RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes cargo "+$DEBIAN_TOOLCHAIN" build --release \
  --target "$WASM_TARGET" -Zbuild-std=core,alloc,std,test,panic_abort,proc_macro

# Moved at the end, in one step: an interrupted run leaves nothing that looks complete.
mkdir -p "$probe/std/lib"
find "target/$WASM_TARGET/release/deps" -name '*.rlib' ! -name 'libprobe-*' -exec cp {} "$probe/std/lib" \;
rm -rf "${rustlib:?}/$WASM_TARGET"
mv "$probe/std" "$rustlib/$WASM_TARGET"
