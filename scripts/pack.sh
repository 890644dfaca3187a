#!/usr/bin/env bash
# Packs the package as it would be published, and unpacks it where the tests import it from: what is
# tested is the tarball, not the working tree.
. "$(dirname "$0")/env.sh"

(cd pkg && npm pack --silent --pack-destination "$ROOT/target" >/dev/null)
rm -rf tests/node_modules/pocket-kms
mkdir -p tests/node_modules/pocket-kms
tar -xzf "target/pocket-kms-$(node -p "require('./pkg/package.json').version").tgz" \
  --strip-components=1 -C tests/node_modules/pocket-kms
