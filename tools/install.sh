#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ./run install: for everybody as root, else for the user alone.
# PREFIX changes where (default /usr/local, or ~/.local); DESTDIR is put in front of every path.
set -eu
: "${top:?start this with ./run install}"
# shellcheck source=tools/common.sh
. "$top/tools/common.sh"
# shellcheck source=tools/places.sh
. "$top/tools/places.sh"

need build
find_places
# A profile of that name that we did not put there is the user's.
mine=$profile_dir
if [ -e "$stage$profile_dir/SIP Fix" ] && ! grep -qsF "$profile_dir/SIP Fix/" "$stage$list"; then
    say "There is a profile \"SIP Fix\" already, $stage$profile_dir/SIP Fix; it is left as it is."
    mine=
fi
umask 022 # what is for everybody is for everybody to read, whatever this shell would have it be
build release -DCMAKE_INSTALL_PREFIX="$prefix" -DSIPFIX_PLUGIN_INSTALL_DIR="$plugin_dir" -DSIPFIX_PROFILE_DIR="$mine"

# into STAGE: installs there; STAGE in front of every path, none for the real place.
into() {
    DESTDIR=$1 cmake --install "$top/build/release" >"$top/build/install.log" 2>&1 && return
    tail -n 15 "$top/build/install.log" >&2
    die "could not install. All that was said: build/install.log"
}

# The list of what was put where, for ./run uninstall, be it from another clone: files, then folders that were not
# there before, which a rehearsal shows. What an older sipfix had put there and this one does not, goes.
new=$top/build/installed-files
rm -rf "$top/build/rehearsal"
into "$top/build/rehearsal"
rm -rf "$top/build/rehearsal"
{
    cat "$top/build/release/install_manifest.txt"
    echo
    {
        missing_folders <"$top/build/release/install_manifest.txt"
        [ ! -f "$stage$list" ] || grep '/$' "$stage$list" || :
    } | sort -ru
} | grep . >"$new"
into "$stage"
if [ -f "$stage$list" ]; then
    grep -Fvx -f "$new" "$stage$list" | remove_files || :
fi
mkdir -p "$stage$(dirname "$list")"
cp "$new" "$stage$list"

say "Installed for $whom:"
say "  the plugin   $stage$plugin_dir/sipfix.so"
say "  the command  $stage$prefix/bin/sipfix"
[ -z "$mine" ] || say "  the profile  $stage$profile_dir/SIP Fix"
[ -z "$stage" ] || exit 0

if ! tshark -G plugins 2>/dev/null | grep -q '^sipfix\.so'; then
    die "but Wireshark does not load the plugin. Ask: $prefix/bin/sipfix doctor"
fi
if [ "$plugin_dir" != "$system_plugin_dir" ] && [ -e "$system_plugin_dir/sipfix.so" ]; then
    say "There is a copy for everybody too, $system_plugin_dir/sipfix.so."
    say "Wireshark takes one of the two; keep them the same, or remove one."
fi
case :$PATH: in
*":$prefix/bin:"*) ;;
*) say "$prefix/bin is not in your PATH. Put this into ~/.profile: PATH=$prefix/bin:\$PATH" ;;
esac
command -v wireshark >/dev/null || say "Wireshark's window is not installed; its package is called wireshark."
say "Open a capture in Wireshark and filter for: sipfix"
say "Columns, colours and filter buttons for it: Edit > Configuration Profiles > SIP Fix"
say "Or: sipfix analyze FILE"
