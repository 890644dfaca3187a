#!/usr/bin/env bash
# Times `pocket-kms serve` beside a plain node:http server that only parses and answers JSON.
#   benches/rest/run.sh             one minute: benches/rest/results.json, docs/performance.md
#   POCKET_KMS_BENCH=quick benches/rest/run.sh     a round of a second, to target/bench-rest.json
. "$(dirname "$0")/../../scripts/env.sh"

apt_install wrk util-linux
"$ROOT/scripts/build.sh"
exec node benches/rest/run.mjs
