#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ./run test: every test. Further words go to ctest.
set -eu
: "${top:?start this with ./run test}"
# shellcheck source=tools/common.sh
. "$top/tools/common.sh"

need build test
build test
cd "$top"
# One more than there are processors: some tests wait for half a minute to pass.
exec ctest --test-dir build/test --output-on-failure --parallel "$(($(nproc) + 1))" "$@"
