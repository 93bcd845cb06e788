# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Where things are installed. To be sourced after common.sh.
# shellcheck disable=SC2034 # what is set here is for who sources this

# tshark_folder NAME: one of Wireshark's own folders, as Wireshark says.
tshark_folder() {
    LC_ALL=C tshark -G folders 2>/dev/null | sed -n "s/^$1:[[:space:]]*//p" | head -n 1
}

# find_places: sets whom, prefix, plugin_dir, profile_dir, system_plugin_dir, list and stage.
# The user's own folder would not do for root: Wireshark, when root starts it, loads nothing from there.
find_places() {
    stage=${DESTDIR:-}
    system_plugin_dir=$(tshark_folder 'Global Plugins')/epan
    if is_root; then
        whom=everybody
        prefix=${PREFIX:-/usr/local}
        plugin_dir=$system_plugin_dir
        profile_dir=$(tshark_folder 'Global configuration')/profiles
    else
        whom=you
        prefix=${PREFIX:-$HOME/.local}
        plugin_dir=$(tshark_folder 'Personal Plugins')/epan
        profile_dir=$(tshark_folder 'Personal configuration')/profiles
    fi
    [ "$plugin_dir" != /epan ] || die "tshark does not tell its plugin folder (tshark -G folders)"
    list=$prefix/share/sipfix/installed-files
}

# missing_folders: of the folders that hold the files named on standard input those that are not there, with a / at
# the end, the innermost first.
missing_folders() {
    while read -r file || [ -n "$file" ]; do # CMake ends its list without a newline
        folder=$(dirname "$file")
        while [ ! -e "$stage$folder" ]; do
            printf '%s/\n' "$folder"
            folder=$(dirname "$folder")
        done
    done | sort -ru
}

# remove_files: removes the files named on standard input, then the folders (with a / at the end), where they are
# empty; and folders called sipfix left empty by that.
remove_files() {
    while read -r file || [ -n "$file" ]; do
        case $file in
        */)
            rmdir --ignore-fail-on-non-empty -- "$stage$file" 2>/dev/null || :
            continue
            ;;
        esac
        rm -f -- "$stage$file"
        folder=$(dirname "$file")
        case $folder in
        # Not what holds it: that may have been there, and empty, before.
        */sipfix | */sipfix/*) rmdir --ignore-fail-on-non-empty -- "$stage$folder" 2>/dev/null || : ;;
        esac
    done
}
