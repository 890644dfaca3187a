#!/usr/bin/env bash
# Runs tests/web.rs, compiled to wasm, in Node and in three browsers. The exit code of wasm-pack says
# too little (a run without a test succeeds), so the tests are counted.
. "$(dirname "$0")/env.sh"
RUSTUP_TOOLCHAIN=$(wasm_toolchain)
export RUSTUP_TOOLCHAIN

status=0

# run HOST COMMAND…: prints the host's count as its runner does.
run() {
  local host=$1 log="$LOGS/wasm-$1.log"
  shift
  if "$@" >"$log" 2>&1 && grep -qE '^test result: ok\. [1-9][0-9]* passed' "$log"; then
    echo "$host"
    grep '^test result' "$log"
  else
    echo "not ok: tests/web.rs in $host"
    tail -n 40 "$log"
    status=1
  fi
}

run node wasm-pack test --node -- --locked --test web
export WASM_BINDGEN_USE_BROWSER=1
run chromium wasm-pack test --headless --chrome --chromedriver "$(command -v chromedriver)" -- --locked --test web
run firefox wasm-pack test --headless --firefox --geckodriver "$(command -v geckodriver)" -- --locked --test web
# WebKit's driver speaks the same protocol as Safari's. MiniBrowser needs a display, though nobody looks.
GDK_BACKEND=x11 NO_AT_BRIDGE=1 run webkit xvfb-run -a \
  wasm-pack test --headless --safari --safaridriver "$(command -v WebKitWebDriver)" -- --locked --test web
exit $status
