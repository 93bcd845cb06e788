#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ./run docs: brings what is made from the knowledge and the captures up to date: the examples in the knowledge,
# docs/reference, what the commands of docs/tutorial.md print, and what the README shows.
set -eu
: "${top:?start this with ./run docs}"
# shellcheck source=tools/common.sh
. "$top/tools/common.sh"

need build test
build test
cd "$top"

export SIPFIX_SOURCE="$top"
export SIPFIX_COMMAND="$top/build/test/src/analyzer/sipfix"
SIPFIX_PLUGIN=$(find "$top/build/test/plugins" -name sipfix.so | head -n 1)
export SIPFIX_PLUGIN

say "Looking for examples in the captures"
tools/docs/examples.py
tools/docs/example_events.py
tools/docs/example_reports.py
build test # the examples are part of the knowledge
say "Writing docs/reference"
build/test/src/reference/reference docs/schemas docs/reference
say "Writing docs/verdicts.md"
tools/docs/verdicts.py
say "Running the commands of docs/tutorial.md"
tools/docs/console.py docs/tutorial.md
say "Bringing the README up to date"
tools/refresh_readme.py build/test
