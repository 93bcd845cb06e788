#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ./run bench [WORD...]: what sipfix costs: the ledger alone, then all of it beside other programs, which writes
# docs/performance.md (further words go to bench/performance.py; --quick takes two minutes). Not a test: read the
# numbers. `./run bench growth [WORD...]`: whether the costs grow as the input does (bench/growth.py).
set -eu
: "${top:?start this with ./run bench}"
# shellcheck source=tools/common.sh
. "$top/tools/common.sh"

need build test bench
build test
if [ "${1-}" = growth ]; then
    shift
    cmake --build "$top/build/test" --target ledger_growth >&2
    exec "$top/bench/growth.py" "$top/build/test" "$@"
fi
cmake --build "$top/build/test" --target ledger_cost >&2
for calls in 10000 100000 1000000; do
    "$top/build/test/bench/ledger_cost" "$calls"
done
"$top/build/test/bench/ledger_cost" 1000000 50 0.02
"$top/bench/performance.py" "$top/build/test" "$@"
