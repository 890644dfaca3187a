#!/usr/bin/env bash
# Runs the long forms of the endurance tests and of the REST campaign, some minutes, and of the campaign of
# composite numbers, half an hour, and prints their figures.
. "$(dirname "$0")/env.sh"
"$ROOT/scripts/pack.sh"

log=$LOGS/soak.log
status=0
# One after the other: the first measures.
POCKET_KMS_SOAK=1 node --test --test-concurrency=1 --test-reporter=tap tests/node/{endurance,rest-campaign,verdicts}.test.mjs >"$log" 2>&1 || status=$?
# The names, the figures, and what is wrong if something is.
sed -nE 's/^((not )?ok .*)$/\1/p; s/^# ([^ST].*: .*)$/  \1/p; s/^ +(error: .*)$/  \1/p' "$log"
sed -nE 's/^# (pass|fail) ([0-9]+)$/\2 \1/p' "$log" | paste -sd' '

log=$LOGS/soak-composites.log
POCKET_KMS_SOAK=1 cargo test --locked --release --package pocket-kms-primes --test campaign -- --nocapture >"$log" 2>&1 || status=$?
sed -nE '/ bits: .* accepted$/p; /^test result/p' "$log"
exit "$status"
