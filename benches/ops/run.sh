#!/usr/bin/env bash
# Times the operations of the package beside WebCrypto, node:crypto and libraries in JavaScript.
#   benches/ops/run.sh             two minutes: benches/ops/results.json, docs/performance.md
#   POCKET_KMS_BENCH=quick benches/ops/run.sh     a few rounds, to target/bench-ops
#   benches/ops/run.sh --report    the page again, of the figures that are there
. "$(dirname "$0")/../../scripts/env.sh"

npm_ci benches/ops
[ "${1:-}" = --report ] && exec node benches/ops/run.mjs --report
"$ROOT/scripts/build.sh"
# A copy: a build during the run changes nothing.
rm -rf target/bench-ops
mkdir -p target/bench-ops/pkg
cp -r pkg/package.json pkg/dist target/bench-ops/pkg
ln -sfn "$ROOT/target/bench-ops/pkg" benches/ops/node_modules/pocket-kms
# Ed25519 in WebCrypto is announced as an experiment by older versions.
exec node --disable-warning=ExperimentalWarning benches/ops/run.mjs
