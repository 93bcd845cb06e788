#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ./run lint: format and static analysis. Goes through everything before it gives its verdict.
# The verdict is that of the tools in Debian 12 (clang 14); others see some things differently.
set -eu
: "${top:?start this with ./run lint}"
# shellcheck source=tools/common.sh
. "$top/tools/common.sh"

need build test lint fuzz
build test # for compile_commands.json, and for the headers that are made while building
cd "$top"

failed=
# check NAME COMMAND...: runs it, remembers a failure, and goes on.
check() {
    name=$1
    shift
    say "Checking $name"
    "$@" || failed="$failed $name"
}

c_files() {
    project_files '*.c' '*.h'
}

format() {
    c_files | xargs -r clang-format --dry-run -Werror
}

# Only files that this build compiles: the fuzzers, for one, need clang and have a build of their own.
code() {
    project_files '*.c' | while read -r file; do
        ! grep -qF "\"file\": \"$top/$file\"" build/test/compile_commands.json || printf '%s\n' "$file"
    done | xargs -r -P "$(nproc)" -n 4 clang-tidy -p build/test --quiet \
        --extra-arg=-Wno-unknown-warning-option 2>build/clang-tidy.log
}

shell() {
    {
        echo run
        echo .ci/run
        project_files '*.sh'
    } | xargs shellcheck -x
}

python() {
    project_files '*.py' tools/new-check | xargs -r pyflakes3
}

# With clang, as ./run fuzz builds them: nobody notices otherwise when they do not build any more.
fuzzers() {
    (build fuzz)
}

check format format
check shell shell
check python python
check code code
check fuzzers fuzzers

[ -z "$failed" ] || die "lint: not well:$failed"
say "lint: all well"
