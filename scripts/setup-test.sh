#!/usr/bin/env bash
# Everything `make test` needs beyond the build: three browser engines with their drivers, other
# runtimes and bundlers, Python with the libraries that keys are checked against, and the official SDKs.
. "$(dirname "$0")/env.sh"

apt_install chromium chromium-driver firefox-esr webkit2gtk-driver xvfb xauth openssl python3-venv
# No registry ships geckodriver as a binary.
cargo_tool geckodriver "$GECKODRIVER_VERSION" --locked
npm_ci tests

python_venv() { python3 -m venv "$TOOLS/python" && "$TOOLS/python/bin/pip" install --quiet -r tests/sdk/requirements.txt; }
once python "$(fingerprint tests/{interop,sdk}/requirements.txt)" python_venv
