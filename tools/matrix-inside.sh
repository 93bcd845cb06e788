#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# matrix-inside.sh root|user: called by matrix.sh in a Debian that holds nothing but git and, in /root/sipfix, the
# project; goes through the front door and out again, as root or as a user who has sudo.
set -eu
umask 022

complain() {
    echo "matrix: $*" >&2
    exit 1
}

# settle WHO: that user's clone, in a home that nobody else may enter.
settle() {
    case $1 in
    root)
        home=/root
        ;;
    user)
        home=/home/visitor
        apt-get -q update
        DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends sudo
        useradd --create-home --home-dir "$home" --shell /bin/sh visitor
        echo 'visitor ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/visitor
        mv /root/sipfix "$home/sipfix"
        chown -R visitor: "$home/sipfix"
        chmod 700 "$home"
        ;;
    *) complain "who is $1?" ;;
    esac
    clone=$home/sipfix
    whom=$1
    as_whom "$clone" sh -c 'git init -q && git add -A &&
        git -c user.name=visitor -c user.email=visitor@example.org commit -q -m "The project"'
}

# as_whom FOLDER COMMAND...: as root or as that user, there.
as_whom() (
    cd "$1"
    shift
    if [ "$whom" = root ]; then
        exec env HOME="$home" "$@"
    fi
    exec setpriv --reuid=visitor --regid=visitor --init-groups env HOME="$home" USER=visitor "$@"
)

# files: all of the system that are neither the kernel's nor made by building or installing packages. (X servers leave
# the folder of their sockets to the next.)
files() {
    find / -xdev \( -path /proc -o -path /dev -o -path /sys -o -path /var/cache -o -path /var/lib/apt -o -path /var/log \
        -o -path "$clone" -o -path /tmp/.X11-unix -o -path /tmp/before \) -prune -o -print | sort
}

# same BEFORE WHEN: complains of files that came or went since they were listed in BEFORE.
same() {
    files | diff "$1" - || complain "files came or went: $2"
}

demo() {
    as_whom "$clone" ./run demo >/tmp/demo
    grep -q '^[0-9]* problems' /tmp/demo || complain "the demo shows no problems"
    [ -s "$clone/build/report.html" ] || complain "the demo wrote no page"
    rm /tmp/demo
}

# tests: first none of them, for the packages.
tests() {
    as_whom "$clone" ./run test -N >/dev/null
    files >/tmp/before
    # shellcheck disable=SC2086 # words for ctest
    as_whom "$clone" ./run test ${SIPFIX_MATRIX_TESTS:-}
    same /tmp/before "./run test"
    if grep -n 'warning:' "$clone/build/release.log" "$clone/build/test.log"; then
        complain "the build has warnings"
    fi
}

install_and_use() {
    as_whom "$clone" ./run install
    sipfix=/usr/local/bin/sipfix
    [ "$whom" = root ] || sipfix=$home/.local/bin/sipfix
    as_whom / "$sipfix" doctor || complain "the doctor is not content"
    as_whom / tshark -G plugins | grep '^sipfix\.so' || complain "tshark does not load the plugin"
    as_whom / "$sipfix" analyze "$clone/captures/421-baresip-client.pcapng" | grep '100rel=peer_supported' ||
        complain "sipfix analyze does not find what to change"
    as_whom / tshark -r "$clone/captures/421-baresip-client.pcapng" -Y sipfix.extension.missing | grep 421 ||
        complain "the plugin finds nothing"
}

settle "$1"
demo
as_whom / tshark --version | head -n 1
tests
files >/tmp/before
install_and_use
as_whom "$clone" ./run uninstall
same /tmp/before "./run install and ./run uninstall"
rm /tmp/before
echo "All well"
