#!/usr/bin/env bash
# Runs every test there is, a line a step, and ends with the count of tests. A step in which no test
# ran has failed. Its whole output is in target/logs.
#   scripts/test.sh [STEP…]     some steps alone, by name
. "$(dirname "$0")/env.sh"
"$ROOT/scripts/setup-test.sh"
"$ROOT/scripts/pack.sh"

passed=0 failed=0 wanted=("$@")

# step NAME COMMAND…: runs it and adds up what its test runner says at the end of each run.
step() {
  local name=$1 log="$LOGS/test-$1.log" start=$SECONDS status=0 ok bad
  shift
  if [ ${#wanted[@]} -gt 0 ] && [[ " ${wanted[*]} " != *" $name "* ]]; then return; fi
  "$@" >"$log" 2>&1 || status=$?
  ok=$(counted passed pass "$log")
  bad=$(counted failed fail "$log")
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  if [ "$ok" -eq 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  passed=$((passed + ok)) failed=$((failed + bad))
  printf '%-10s %4d passed, %d failed, %d s\n' "$name" "$ok" "$bad" $((SECONDS - start))
  if [ "$bad" -gt 0 ]; then
    grep -E -A12 '^ *not ok|FAILED|panicked at|^error' "$log" | head -n 80 || tail -n 40 "$log"
    echo "all of it: $log"
  fi
}

# counted LIBTEST-WORD TAP-WORD LOG: the sum over `12 passed; 0 failed` and `# pass 12`.
counted() {
  sed -nE "s/^# $2 ([0-9]+)$/\1/p; s/^test result:.* ([0-9]+) $1;.*/\1/p" "$3" | awk '{ sum += $1 } END { print sum + 0 }'
}

# Each of these is one test.
lint() {
  local check
  for check in \
    "cargo fmt --all --check" \
    "cargo clippy --locked --workspace --all-targets --quiet -- -D warnings" \
    "cargo clippy --locked --no-default-features --all-targets --quiet -- -D warnings" \
    "cargo deny --locked check licenses" \
    "cargo deny --locked check bans" \
    "cargo deny --locked check sources" \
    "cargo tree --locked --depth 0 --manifest-path fuzz/Cargo.toml"; do
    if $check; then echo "# pass 1"; else echo "# fail 1"; fi
  done
}

step lint lint
step native cargo test --locked --package pocket-kms --package pocket-kms-bare --package pocket-kms-natural
step primes cargo test --locked --package pocket-kms-primes
step kernels scripts/test-primes.sh
step wasm scripts/test-wasm.sh
# Node's own choice is a file fewer at a time than there are cores.
files=(--test-concurrency="$(node -p 'os.availableParallelism()')")
for folder in node packaging interop sdk browser; do
  step "$folder" node --test "${files[@]}" --test-reporter=tap "tests/$folder/"*.test.mjs
done

echo "total: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
