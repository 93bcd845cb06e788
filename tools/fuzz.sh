#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ./run fuzz [SECONDS]: each fuzzer for that long (60), with what it found before as its start.
set -eu
: "${top:?start this with ./run fuzz}"
# shellcheck source=tools/common.sh
. "$top/tools/common.sh"

need build fuzz
build fuzz
cd "$top"
found=
for fuzzer in build/fuzz/tests/fuzz/fuzz_*; do
    { [ -f "$fuzzer" ] && [ -x "$fuzzer" ]; } || continue
    name=$(basename "$fuzzer")
    corpus=build/fuzz/corpus/$name
    mkdir -p "$corpus" "build/fuzz/crashes/$name"
    say "$name"
    seeds=
    [ ! -d "tests/fuzz/seeds/$name" ] || seeds=tests/fuzz/seeds/$name
    # shellcheck disable=SC2086 # no seeds, no word
    "$fuzzer" -max_total_time="${1:-60}" -print_final_stats=1 \
        -artifact_prefix="build/fuzz/crashes/$name/" "$corpus" $seeds || found="$found $name"
done
[ -z "$found" ] || die "fuzz: found something:$found; the inputs are in build/fuzz/crashes"
say "fuzz: nothing found"
