#!/usr/bin/env bash
# Changes the core a little, once for every place where something could be wrong, and looks whether the
# native tests notice. Prints for each folder how many changes were caught, missed, or did not compile,
# and which were missed. Half a minute a change, so some hours in all.
#   scripts/mutants.sh [FOLDER… [-- OPTION…]]     such as rest; options are those of cargo mutants
. "$(dirname "$0")/env.sh"
cargo_tool cargo-mutants "$CARGO_MUTANTS_VERSION"

# Half of the time of a build, and nobody steps through these.
export CARGO_PROFILE_DEV_DEBUG=0

folders=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do folders+=("$1") && shift; done
[ ${#folders[@]} -gt 0 ] || folders=(contract service key rest)
[ $# -eq 0 ] || shift

for folder in "${folders[@]}"; do
  out=target/mutants/$folder
  mkdir -p "$out"
  # It ends with a failure if a change was missed, which is said below.
  cargo mutants --file "src/$folder/**" --output "$out" --no-shuffle "$@" \
    >"$LOGS/mutants-$folder.log" 2>&1 || true
  count() { wc -l <"$out/mutants.out/$1.txt"; }
  printf '%-9s %4d caught, %d missed, %d unviable, %d timed out\n' "$folder" \
    "$(count caught)" "$(count missed)" "$(count unviable)" "$(count timeout)"
  sed 's/^/  missed: /' "$out/mutants.out/missed.txt"
done
