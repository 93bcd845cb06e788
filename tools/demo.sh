#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ./run demo: from a fresh clone to a report on the captures that come with sipfix.
set -eu
: "${top:?start this with ./run demo}"
# shellcheck source=tools/common.sh
. "$top/tools/common.sh"

need build
build release

sipfix=$top/build/release/src/analyzer/sipfix
cd "$top"

# analyze ARGUMENT...: 3 says that part of the input could not be read, which the report tells better.
analyze() {
    status=0
    "$sipfix" analyze "$@" captures || status=$?
    case $status in
    0 | 3) ;;
    *) exit "$status" ;;
    esac
}

say "sipfix analyze captures"
say ""
analyze
analyze --quiet --format html --output build/report.html
say ""
say "The same as a page: build/report.html"
say "Next: ./run install puts it into Wireshark."
