# Sourced by every script: where the tools are, how the scripts speak, how work is done once.
# shellcheck shell=bash
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TOOLS=${POCKET_KMS_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/pocket-kms}
LOGS=$ROOT/target/logs
mkdir -p "$TOOLS/done" "$LOGS"
cd "$ROOT"

# wasm-bindgen's command line tool writes the glue for exactly one version of the crate.
WASM_BINDGEN_VERSION=$(sed -n 's/^wasm-bindgen = { version = "=\([^"]*\)".*/\1/p' Cargo.toml)
WASM_PACK_VERSION=0.15.1
GECKODRIVER_VERSION=0.37.1
CARGO_DENY_VERSION=0.20.2
CARGO_FUZZ_VERSION=0.13.2
CARGO_MUTANTS_VERSION=27.1.0

# The linked toolchain that Debian's compiler becomes where rustup has no wasm32 target.
DEBIAN_TOOLCHAIN=pocket-kms-debian
WASM_TARGET=wasm32-unknown-unknown

export PATH="$TOOLS/bin:$ROOT/pkg/node_modules/.bin:$PATH"

say() { printf '%s\n' "$*" >&2; }
fail() { say "pocket-kms: $*"; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# quietly NAME COMMAND…: runs it, keeps its output in a log, shows the log's end if it fails.
quietly() {
  local name=$1 log="$LOGS/$1.log"
  shift
  "$@" >"$log" 2>&1 || { tail -n 40 "$log" >&2; fail "$name failed; all of its output: $log"; }
}

# once NAME KEY COMMAND…: runs it unless it has already succeeded for this KEY on this machine.
once() {
  local name=$1 key=$2 stamp="$TOOLS/done/$1"
  shift 2
  [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$key" ] && return
  say "set-up: $name"
  quietly "$name" "$@"
  printf '%s' "$key" >"$stamp"
}

# The major version of LLVM that Debian's compiler is built on: its linker has to be of the same.
debian_llvm() { /usr/bin/rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p'; }

# fingerprint PATH…: one hash over the contents of files and folders.
fingerprint() { find "$@" -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1; }

# apt_install PACKAGE…: or one line a package on how to get it, where this script may not install.
apt_install() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  if ! has apt-get || [ "$(id -u)" -ne 0 ]; then
    for package in "${missing[@]}"; do
      say "missing: $package (on Debian or Ubuntu, as root: apt-get install $package)"
    done
    fail "set-up stops here: it installs system packages only as root on a Debian-like system"
  fi
  say "set-up: apt-get install ${missing[*]}"
  quietly apt-update apt-get update
  DEBIAN_FRONTEND=noninteractive quietly apt-install \
    apt-get install -y --no-install-recommends "${missing[@]}"
}

# cargo_tool NAME VERSION: of the versions that the tool's own lock file names, so that a release of one of
# them changes nothing here. Unoptimised, which takes a third of the time and is fast enough.
cargo_tool() { once "$1" "$2" cargo_install "$1" --version "$2"; }

# cargo_install CRATE… (or --path FOLDER): into $TOOLS/bin.
cargo_install() { cargo install --quiet --locked --debug --root "$TOOLS" --target-dir "$TOOLS/build" "$@"; }

# npm_ci FOLDER: its locked packages, installed anew when the lock file changes or they are gone. The
# stamp lies beside them: clones side by side do not undo each other's.
npm_ci() {
  local key stamp="$1/node_modules/.pocket-kms" name=npm-${1//\//-}
  key=$(fingerprint "$1/package.json" "$1/package-lock.json")
  [ "$(cat "$stamp" 2>/dev/null)" = "$key" ] && return
  say "set-up: $name"
  quietly "$name" npm ci --prefix "$1" --no-audit --no-fund
  printf '%s' "$key" >"$stamp"
}

# The toolchain that wasm commands run with: rustup's own, or the linked one where rustup has no wasm32
# target. POCKET_KMS_TOOLCHAIN names one to use instead.
wasm_toolchain() {
  if [ -n "${POCKET_KMS_TOOLCHAIN:-}" ]; then
    printf '%s' "$POCKET_KMS_TOOLCHAIN"
  elif [ -d "$(rustc --print sysroot)/lib/rustlib/$WASM_TARGET" ]; then
    rustup show active-toolchain | cut -d' ' -f1
  else
    printf '%s' "$DEBIAN_TOOLCHAIN"
  fi
}
