#!/usr/bin/env bash
# Runs the long forms of tests/node/endurance.test.mjs, some minutes, and prints their figures.
. "$(dirname "$0")/env.sh"
"$ROOT/scripts/pack.sh"

log=$LOGS/soak.log
status=0
POCKET_KMS_SOAK=1 node --test --test-reporter=tap tests/node/endurance.test.mjs >"$log" 2>&1 || status=$?
# The names, the figures, and what is wrong if something is.
sed -nE 's/^((not )?ok .*)$/\1/p; s/^# ([^ST].*: .*)$/  \1/p; s/^ +(error: .*)$/  \1/p' "$log"
sed -nE 's/^# (pass|fail) ([0-9]+)$/\2 \1/p' "$log" | paste -sd' '
exit "$status"
