#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ./run matrix [RELEASE...]: builds without warnings and runs the unit and plugin tests with each Wireshark
# that sipfix is for. A release that is not the machine's own lives in a folder (debootstrap) under
# SIPFIX_MATRIX_DIR, about 1.5 GB each, which is kept and used again.
set -eu
: "${top:?start this with ./run matrix}"
# shellcheck source=tools/common.sh
. "$top/tools/common.sh"

if ! is_root; then
    command -v sudo >/dev/null || die "matrix: only root can make and enter other Debians"
    mkdir -p "$top/build" # or it would be root's
    exec sudo env top="$top" SIPFIX_MATRIX_DIR="${SIPFIX_MATRIX_DIR:-}" "$top/tools/matrix.sh" "$@"
fi

need matrix
folder=${SIPFIX_MATRIX_DIR:-/var/tmp/sipfix-matrix}
mirror=${SIPFIX_MATRIX_MIRROR:-http://deb.debian.org/debian}
mkdir -p "$folder"
[ $# -gt 0 ] || set -- bookworm trixie forky
packages="$(packages_for build) libcmocka-dev python3 python3-jsonschema valgrind util-linux"

# prepare RELEASE: the release's base and packages, in $folder/RELEASE.
prepare() {
    root=$folder/$1
    if [ ! -e "$root/etc/debian_version" ]; then
        # A release newer than debootstrap knows is made like the ones it does know.
        script=/usr/share/debootstrap/scripts/$1
        [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
        debootstrap --variant=minbase --include=ca-certificates "$1" "$root" "$mirror" "$script" || return
    fi
    # Mirrors of a release that is still being made may be days old.
    echo 'Acquire::Check-Valid-Until "false";' >"$root/etc/apt/apt.conf.d/90sipfix"
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    # shellcheck disable=SC2086 # one word a package
    enter "$root" sh -c 'dpkg-query -W "$@" >/dev/null 2>&1 || {
        apt-get -q update &&
            DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends "$@"; }' sh $packages
}

# enter ROOT COMMAND...: in there, with mounts and processes of its own, which end with it.
enter() {
    # shellcheck disable=SC2016 # $0 and $@ are for the inner shell
    unshare --mount --pid --fork --kill-child sh -c '
        mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && exec chroot "$0" "$@"' "$@"
}

# copy_project DIR: the project's files into a fresh folder.
copy_project() {
    rm -rf "$1"
    mkdir -p "$1/build" || return
    (cd "$top" && project_files . | tar -c -T -) | tar -x -C "$1"
}

# run_in RELEASE: 0 when all is well there.
run_in() {
    if [ "$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)" = "$1" ]; then
        need build test
        work=$(mktemp -d)
        chmod a+rx "$work" # tests become other users
        copy_project "$work/sipfix" || return
        status=0
        sh "$work/sipfix/tools/matrix-inside.sh" || status=$?
        rm -rf "$work"
        return "$status"
    fi
    prepare "$1" || return
    copy_project "$folder/$1/sipfix" || return
    enter "$folder/$1" sh /sipfix/tools/matrix-inside.sh
}

mkdir -p "$top/build"
bad=
for release in "$@"; do
    log=$top/build/matrix-$release.log
    say "$release"
    # In a subshell of its own, so that a die() there ends this release only.
    if (run_in "$release") >"$log" 2>&1; then
        grep -h -e '^TShark' -e '^100% tests passed' "$log" | sed 's/^/  /' >&2
    else
        bad="$bad $release"
        tail -n 30 "$log" | sed 's/^/  /' >&2
        say "  not well; all that was said: $log"
    fi
done
[ -z "$bad" ] || die "matrix: not well:$bad"
say "matrix: all well"
