#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ./run soak [MINUTES]: fresh captures of foreign traffic, tried in every way (60).
# ./run soak ways [NUMBER] [SEED]: so many of them (1000), the short way and the long way: the same bytes come out.
# ./run soak faults [NUMBER] [SEED]: programs are killed at so many random moments (100), and all must be as it must be.
# ./run soak changes [MINUTES] [WORDS of tests/perturbed/perturb.py]: our captures, with packets taken away, doubled, renamed,
#   mixed with others': none may claim more than the one that it was made of (10).
# ./run soak KIND SEED [SIZE] [--relatives], ./run soak FILE: one capture, to see a finding again.
set -eu
: "${top:?start this with ./run soak}"
# shellcheck source=tools/common.sh
. "$top/tools/common.sh"

need build test
build test
if [ "${1:-}" = ways ]; then
    shift
    cd "$top"
    plugin=$(cd build/test/plugins && echo */epan/sipfix.so)
    export SIPFIX_SOURCE="$top" SIPFIX_PLUGIN="$top/build/test/plugins/$plugin" SIPFIX_INTAKE="$top/build/test/src/intake/sipfix-intake" \
        PYTHONDONTWRITEBYTECODE=1
    exec /usr/bin/python3 tests/foreign/both_ways.py "${1:-1000}" "${2:-$(date +%s)}"
fi
if [ "${1:-}" = changes ]; then
    shift
    minutes=${1:-10}
    [ $# -eq 0 ] || shift
    export SIPFIX_SOURCE="$top" SIPFIX_COMMAND="$top/build/test/src/analyzer/sipfix" PYTHONDONTWRITEBYTECODE=1
    exec /usr/bin/python3 "$top/tests/perturbed/perturb.py" --minutes "$minutes" --seed "$(date +%s)" --keep "$top/build/soak" "$@"
fi
if [ "${1:-}" = faults ]; then
    shift
    export SIPFIX_SOURCE="$top" SIPFIX_COMMAND="$top/build/test/src/analyzer/sipfix" PYTHONDONTWRITEBYTECODE=1
    exec /usr/bin/python3 "$top/tests/faults/kills.py" "${1:-100}" "${2:-$(date +%s)}"
fi
build asan -DBUILD_TESTING=OFF
cd "$top"
plugin=$(cd build/test/plugins && echo */epan/sipfix.so)
# The command loads the ordinary plugin: its tshark has no runtime of the sanitizers.
ln -sfn ../test/plugins build/asan/plugins
export SIPFIX_SOURCE="$top" SIPFIX_PLUGIN="$top/build/test/plugins/$plugin" PYTHONDONTWRITEBYTECODE=1 \
    SIPFIX_PLUGIN_SANITIZED="$top/build/asan/sanitized-plugins/$plugin" SIPFIX_COMMAND="$top/build/asan/src/analyzer/sipfix"
case ${1:-60} in
*[!0-9]*) exec /usr/bin/python3 tests/foreign/one.py "$@" ;;
*) exec /usr/bin/python3 tests/foreign/soak.py "${1:-60}" build/soak ;;
esac
