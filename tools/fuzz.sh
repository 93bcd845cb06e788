#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ./run fuzz [SECONDS]: each fuzzer for that long (60) on all processors, with what it found before as its start; how often each
# was run, as libFuzzer counts, and how much of src/core all of them together come to.
# SIPFIX_FUZZERS: which ("fuzz_grammar fuzz_ledger").
set -eu
: "${top:?start this with ./run fuzz}"
# shellcheck source=tools/common.sh
. "$top/tools/common.sh"

need build fuzz
cd "$top"
mkdir -p build
cpus=$(nproc)
seconds=${1:-60}
places=build/fuzz/tests/fuzz

# compile FOLDER [CMAKE ARGUMENT...]: the fuzzers alone; the plugin would not load what it is linked with.
compile() {
    folder=$1
    shift
    say "Building ($folder)"
    { cmake --preset fuzz -B "$folder" "$@" && cmake --build "$folder" --target fuzzers; } >build/fuzz.log 2>&1 && return
    tail -n 40 build/fuzz.log >&2
    die "the build failed. All of its output: build/fuzz.log"
}

# longest NAME: bytes of an input. What is parted from others by its first byte needs few.
longest() {
    case $1 in
    fuzz_grammar) echo 120 ;;
    fuzz_message) echo 400 ;;
    fuzz_knowledge) echo 200 ;;
    fuzz_ledger) echo 960 ;;
    fuzz_events | fuzz_report | fuzz_flow | fuzz_masked) echo 20000 ;;
    *) echo 3000 ;;
    esac
}

# fuzz NAME: 0 where it found nothing. Says how many executions there were.
fuzz() {
    corpus=$top/build/fuzz/corpus/$1
    logs=$top/build/fuzz/logs/$1
    mkdir -p "$corpus" "$top/build/fuzz/seeds/$1" "$top/build/fuzz/crashes/$1"
    rm -rf "$logs"
    mkdir -p "$logs"
    status=0
    began=$(date +%s)
    (cd "$logs" && "$top/$places/$1" -jobs="$cpus" -workers="$cpus" -max_total_time="$seconds" -print_final_stats=1 \
        -max_len="$(longest "$1")" -artifact_prefix="$top/build/fuzz/crashes/$1/" "$corpus" "$top/build/fuzz/seeds/$1" \
        "$top/tests/fuzz/seeds/$1") \
        >"$logs/all" 2>&1 || status=1
    took=$(($(date +%s) - began))
    cat "$logs"/fuzz-*.log | awk -v name="$1" -v took="$took" '
        /^stat::number_of_executed_units:/ { n += $2 }
        END { printf "%-16s %12d executions, %8d a second\n", name, n, n / (took + (took == 0)) }'
    return $status
}

# coverage: lines of src/core that the corpora come to.
coverage() {
    cov=$(command -v llvm-cov || echo llvm-cov-14)
    merge=$(command -v llvm-profdata || echo llvm-profdata-14)
    if ! command -v "$cov" >/dev/null || ! command -v "$merge" >/dev/null; then
        say "fuzz: without llvm-cov nobody knows how much was seen"
        return
    fi
    compile build/fuzz-cover -DCMAKE_C_FLAGS="-fprofile-instr-generate -fcoverage-mapping"
    rm -f build/fuzz-cover/*.profraw
    objects=
    for name in $names; do
        mkdir -p "build/fuzz/corpus/$name" "build/fuzz/seeds/$name"
        LLVM_PROFILE_FILE="$top/build/fuzz-cover/$name.profraw" "build/fuzz-cover/tests/fuzz/$name" -runs=0 \
            "build/fuzz/corpus/$name" "build/fuzz/seeds/$name" "tests/fuzz/seeds/$name" >/dev/null 2>&1 || :
        objects="$objects -object build/fuzz-cover/tests/fuzz/$name"
    done
    "$merge" merge -o build/fuzz-cover/all.profdata build/fuzz-cover/*.profraw
    # shellcheck disable=SC2086 # one word an object
    "$cov" report $objects -instr-profile=build/fuzz-cover/all.profdata \
        -ignore-filename-regex='/(tests|knowledge|intake|mask|problems|analyzer|reading)/' |
        awk '/^TOTAL/ { print "lines of src/core:", $10 }'
}

compile build/fuzz
# Whole call flows: too many to lie here twice.
for name in fuzz_flow fuzz_masked; do
    python3 tests/fuzz/flows.py "build/fuzz/seeds/$name" captures/*.pcapng captures/*/*.pcap captures/*/*.pcapng
done
names=${SIPFIX_FUZZERS:-$(cd "$places" && find . -maxdepth 1 -type f -name 'fuzz_*' -perm -u+x | sed 's|^\./||' | sort)}
found=
for name in $names; do
    fuzz "$name" || found="$found $name"
done
coverage
[ -z "$found" ] || die "fuzz: found something:$found; the inputs are in build/fuzz/crashes, what was said in build/fuzz/logs"
say "fuzz: nothing found"
