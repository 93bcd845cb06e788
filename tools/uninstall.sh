#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ./run uninstall: removes what ./run install had put there, by the list that it left.
set -eu
: "${top:?start this with ./run uninstall}"
# shellcheck source=tools/common.sh
. "$top/tools/common.sh"
# shellcheck source=tools/places.sh
. "$top/tools/places.sh"

if is_root; then
    whom=everybody prefix=${PREFIX:-/usr/local}
else
    whom=you prefix=${PREFIX:-$HOME/.local}
fi
stage=${DESTDIR:-}
list=$prefix/share/sipfix/installed-files
[ -f "$stage$list" ] || die "nothing is installed for $whom (there is no $stage$list)"
remove_files <"$stage$list"
folders=$(grep '/$' "$stage$list" || :)
rm -f -- "$stage$list"
rmdir --ignore-fail-on-non-empty -- "$stage$(dirname "$list")" 2>/dev/null || :
printf '%s\n' "$folders" | grep . | remove_files # what the list itself had kept
say "Removed for $whom what was in $stage$list."
# Wireshark makes a copy of a profile when it is chosen, and that is the user's.
copy="${XDG_CONFIG_HOME:-${HOME:-/nonexistent}/.config}/wireshark/profiles/SIP Fix"
[ -n "$stage" ] || [ ! -e "$copy" ] || say "Left, because it is yours: $copy"
