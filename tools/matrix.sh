#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ./run matrix [RELEASE...]: the front door, as somebody finds it whose Debian holds nothing but git: demo, test,
# install, the installed sipfix and plugin, uninstall. In Debian 12, 13 and forky, hence with each Wireshark that
# sipfix is for, as root; in the first of them as a user with sudo too. Then the packages: made in one such Debian,
# installed, used, broken, mended and removed in another. SIPFIX_MATRIX_ROUNDS: which of "root user packages" (all);
# SIPFIX_MATRIX_TESTS: words for ctest, to be
# used instead of those that tests_for() knows.
#
# Kept under SIPFIX_MATRIX_DIR and used again: each release's base (0.4 GB) and the packages that were downloaded
# (0.6 GB). What is tested begins with the base alone, and is gone at the end.
set -eu
: "${top:?start this with ./run matrix}"
# shellcheck source=tools/common.sh
. "$top/tools/common.sh"

if ! is_root; then
    command -v sudo >/dev/null || die "matrix: only root can make and enter other Debians"
    mkdir -p "$top/build" # or it would be root's
    exec sudo env top="$top" SIPFIX_MATRIX_DIR="${SIPFIX_MATRIX_DIR:-}" SIPFIX_MATRIX_MIRROR="${SIPFIX_MATRIX_MIRROR:-}" \
        SIPFIX_MATRIX_TESTS="${SIPFIX_MATRIX_TESTS:-}" SIPFIX_MATRIX_ROUNDS="${SIPFIX_MATRIX_ROUNDS:-}" \
        "$top/tools/matrix.sh" "$@"
fi

need matrix
folder=${SIPFIX_MATRIX_DIR:-/var/tmp/sipfix-matrix}
mirror=${SIPFIX_MATRIX_MIRROR:-http://deb.debian.org/debian}
mkdir -p "$folder"
[ $# -gt 0 ] || set -- bookworm trixie forky

# base RELEASE: the release with nothing but git, in $folder/base/RELEASE. Nobody ever works in there.
base() {
    root=$folder/base/$1
    [ ! -e "$root" ] || return 0
    # A release newer than debootstrap knows is made like the ones it does know.
    script=/usr/share/debootstrap/scripts/$1
    [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
    mkdir -p "$folder/base"
    rm -rf "$root.new"
    debootstrap --variant=minbase --include=ca-certificates,git "$1" "$root.new" "$mirror" "$script" || return
    rm -f "$root.new/var/cache/apt/archives/"*.deb
    # Mirrors of a release that is still being made may be days old.
    echo 'Acquire::Check-Valid-Until "false";' >"$root.new/etc/apt/apt.conf.d/90matrix"
    mv "$root.new" "$root"
}

# tests_for RELEASE WHO: words for ctest. What the pages show is the output of Debian 12's Wireshark, and the sanitizers
# are the same everywhere; who runs the tests matters to those that change users.
tests_for() {
    case $1,$2 in
    *,user) echo '-R ^(unit|house|front|plugin|gui)\.|^analyzer\.(reading|analyze|cache|watch)' ;;
    bookworm,root) ;;
    *) echo '-R ^(unit|fuzz|house|plugin|analyzer|gui)\.|^front\.run' ;;
    esac
}

# fresh RELEASE FOLDER: sets root, the folder of a system in FOLDER that begins as the base, with the project in its
# /root/sipfix. Its mounts end with the namespace that this is called in.
fresh() {
    here=$2
    mkdir -p "$here/changes" "$here/work" "$here/root" "$folder/packages/$1/partial"
    # Where the folder lies in an overlay itself (a container), there is none on top of it.
    mount -t overlay -o "lowerdir=$folder/base/$1,upperdir=$here/changes,workdir=$here/work" overlay "$here/root" \
        2>/dev/null || cp -a "$folder/base/$1/." "$here/root" || return
    root=$here/root
    mount --bind "$folder/packages/$1" "$root/var/cache/apt/archives" || return
    mount --rbind /dev "$root/dev" || return
    mount -t proc proc "$root/proc" || return
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    chmod 700 "$root/root"
    mkdir "$root/root/sipfix"
    project_files . >"$here/list" || return
    if [ -n "${SIPFIX_MATRIX_OUT:-}" ]; then
        mkdir "$root/root/out" && mount --bind "$SIPFIX_MATRIX_OUT" "$root/root/out" || return
    fi
    tar -c -C "$top" -T "$here/list" | tar -x -C "$root/root/sipfix" --no-same-owner
}

# inside RELEASE WHO FOLDER: called in namespaces of its own, which end with it.
inside() {
    fresh "$1" "$3" || return
    exec env -i TERM=dumb PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
        SIPFIX_MATRIX_TESTS="${SIPFIX_MATRIX_TESTS:-$(tests_for "$1" "$2")}" chroot "$root" sh /root/sipfix/tools/matrix-inside.sh "$2"
}

if [ "$1" = --inside ]; then
    inside "$2" "$3" "$4"
    exit
fi

# try RELEASE WHO: 0 when all is well there.
try() {
    base "$1" || return
    system=$(mktemp -d "$folder/$1.XXXXXX") || return
    chmod 755 "$system"
    status=0
    unshare --mount --pid --ipc --fork --kill-child "$top/tools/matrix.sh" --inside "$1" "$2" "$system" || status=$?
    rm -rf "$system"
    return "$status"
}

# try_packages RELEASE: 0 when all is well with them.
try_packages() {
    SIPFIX_MATRIX_OUT=$(mktemp -d "$folder/out.XXXXXX") || return
    export SIPFIX_MATRIX_OUT
    chmod 755 "$SIPFIX_MATRIX_OUT"
    status=0
    (try "$1" package) && (try "$1" packages) || status=$?
    rm -rf "$SIPFIX_MATRIX_OUT"
    return "$status"
}

mkdir -p "$top/build"
bad=
first=$1
for release in "$@"; do
    for who in ${SIPFIX_MATRIX_ROUNDS:-root user packages}; do
        [ "$who" != user ] || [ "$release" = "$first" ] || continue
        log=$top/build/matrix-$release-$who.log
        say "$release, $who"
        # In a subshell of its own, so that a die() there ends this round only.
        round=try
        [ "$who" != packages ] || round=try_packages
        if ("$round" "$release" "$who") >"$log" 2>&1; then
            grep -h -e '^TShark' -e '^100% tests passed' "$log" | sed 's/^/  /' >&2
        else
            bad="$bad $release($who)"
            tail -n 30 "$log" | sed 's/^/  /' >&2
            say "  not well; all that was said: $log"
        fi
    done
done
[ -z "$bad" ] || die "matrix: not well:$bad"
say "matrix: all well"
