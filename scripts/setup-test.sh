#!/usr/bin/env bash
# Everything `make test` needs beyond the build: three browser engines with their drivers, other
# runtimes and bundlers, and Python with the libraries that keys are checked against.
. "$(dirname "$0")/env.sh"

apt_install chromium chromium-driver firefox-esr webkit2gtk-driver xvfb xauth openssl python3-venv
# No registry ships geckodriver as a binary.
cargo_tool geckodriver "$GECKODRIVER_VERSION" --locked
npm_ci tests

python_venv() { python3 -m venv "$TOOLS/python" && "$TOOLS/python/bin/pip" install --quiet -r tests/interop/requirements.txt; }
once python "$(fingerprint tests/interop/requirements.txt)" python_venv
