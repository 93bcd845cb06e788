#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ./run bench [WORD...]: what sipfix costs: the ledger alone, and the plugin's share of tshark (further words go
# to bench/share.py). Not a test: read the numbers.
set -eu
: "${top:?start this with ./run bench}"
# shellcheck source=tools/common.sh
. "$top/tools/common.sh"

need build test
build test
cmake --build "$top/build/test" --target ledger_cost >&2
for calls in 10000 100000 1000000; do
    "$top/build/test/bench/ledger_cost" "$calls"
done
"$top/build/test/bench/ledger_cost" 1000000 50 0.02
"$top/bench/share.py" "$(find "$top/build/test/plugins" -name sipfix.so)" --instructions "$@"
