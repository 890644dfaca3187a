#!/usr/bin/env bash
# Runs the example as a user would: in a folder of its own, with the package installed there.
. "$(dirname "$0")/env.sh"

mkdir -p target/example/node_modules
ln -sfn "$ROOT/pkg" target/example/node_modules/pocket-kms
cp examples/create-key.mjs target/example/
exec node target/example/create-key.mjs
