#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Called by matrix.sh inside each Debian: builds the project, of which this file is a copy, and runs the
# tests that need no window.
set -eu
export LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin

top=$(cd "$(dirname "$0")/.." && pwd)
build=$top/build/matrix
tshark --version | head -n 1
cmake -G Ninja -S "$top" -B "$build"
cmake --build "$build" -- -k 0 >"$top/build/matrix-build.log" 2>&1 || {
    cat "$top/build/matrix-build.log"
    exit 1
}
if grep -n 'warning:' "$top/build/matrix-build.log"; then
    echo "The build has warnings."
    exit 1
fi
ctest --test-dir "$build" --output-on-failure --parallel "$(nproc)" -R '^(unit|plugin)\.'
