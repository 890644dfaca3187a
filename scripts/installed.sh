#!/usr/bin/env bash
# Runs a script of the repository as a user would: in a folder of its own that has the package
# installed.
#   scripts/installed.sh examples/create-key.mjs
. "$(dirname "$0")/env.sh"

home=target/installed
mkdir -p "$home/node_modules"
ln -sfn "$ROOT/pkg" "$home/node_modules/pocket-kms"
cp "$1" "$home/"
exec node "$home/$(basename "$1")"
