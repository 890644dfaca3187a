#!/usr/bin/env bash
# Everything `make test` needs beyond the build: three browser engines with their drivers, other
# runtimes and bundlers, Python with the libraries that keys are checked against, and the official SDKs.
. "$(dirname "$0")/env.sh"

apt_install chromium chromium-driver firefox-esr webkit2gtk-driver xvfb xauth openssl python3-venv
# No registry ships geckodriver as a binary.
cargo_tool geckodriver "$GECKODRIVER_VERSION"
cargo_tool cargo-deny "$CARGO_DENY_VERSION"
npm_ci tests

# Both files name every package with its hash. What comes as source is built by what the first one installs.
python_venv() {
  local pip=("$TOOLS/python/bin/pip" install --quiet --require-hashes)
  python3 -m venv --clear "$TOOLS/python" &&
    "${pip[@]}" -r tests/requirements-build.lock &&
    "${pip[@]}" --no-build-isolation -r tests/requirements.lock
}
once python-packages "$(fingerprint tests/requirements*.lock)" python_venv
