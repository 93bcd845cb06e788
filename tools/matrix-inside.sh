#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# matrix-inside.sh root|user|package|packages: called by matrix.sh in a Debian that holds nothing but git and, in /root/sipfix, the
# project; goes through the front door and out again, as root or as a user who has sudo. Or (package) makes packages, into
# /root/out, and in another such Debian (packages) installs, uses and removes them.
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

# make_packages: into /root/out, with what lintian says of them; any error is one.
make_packages() {
    as_whom "$clone" ./run package
    DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends lintian
    lintian --allow-root --fail-on error "$clone"/build/packages/*.deb || complain "lintian finds errors"
    cp "$clone"/build/packages/*.deb /root/out/
}

# as_visitor COMMAND...: as an ordinary user with a home of its own.
as_visitor() {
    (cd / && exec setpriv --reuid=visitor --regid=visitor --init-groups env HOME=/home/visitor USER=visitor "$@")
}

# ill WHAT COMMAND...: breaks the installation by the command; the doctor must say so, and his command mend it.
ill() {
    said=$1
    shift
    "$@"
    as_visitor sipfix doctor >/tmp/doctor && complain "the doctor is content with: $*"
    tr -s ' \n' ' ' </tmp/doctor | grep -qF "$said" || complain "the doctor does not say '$said', but: $(cat /tmp/doctor)"
    as_visitor sipfix analyze /home/visitor/a.pcapng >/tmp/analysis 2>&1 && cat /tmp/analysis
    ! grep -q 'decode-as' /tmp/analysis || complain "an analysis blames the capture: $*"
    sed -n 's/^ \{11\}sudo \(\(chmod\|rm\|sed\) .*\)/\1/p' /tmp/doctor | head -n 1 >/tmp/mend
    grep -q . /tmp/mend || complain "the doctor names no command for: $*"
    sh /tmp/mend
    as_visitor sipfix doctor || complain "the doctor's own command does not mend: $(cat /tmp/mend)"
    rm /tmp/doctor /tmp/analysis /tmp/mend
}

use_packages() {
    as_visitor tshark -G plugins | grep '^sipfix\.so' || complain "tshark does not load the plugin"
    as_visitor sipfix doctor | tee /dev/stderr | grep -q 'profile .*SIP Fix' || complain "the doctor is not content"
    as_visitor sipfix analyze /home/visitor/a.pcapng | grep '100rel=peer_supported' || complain "no advice"
    as_visitor tshark -2 -C 'SIP Fix' -r /home/visitor/a.pcapng -Y sipfix.extension.missing | grep extension.required ||
        complain "the profile has no column for the check"
    man -w sipfix >/dev/null 2>&1 || [ -e /usr/share/man/man1/sipfix.1.gz ] || [ ! -d /usr/share/man/man1 ] ||
        echo "no man page here (this Debian leaves them out)"
}

# try_packages: install, use, break and mend, upgrade, remove; nothing of ours is left.
try_packages() {
    clone=/root/out
    useradd --create-home --home-dir /home/visitor --shell /bin/sh visitor
    install -o visitor -m 644 /root/sipfix/captures/421-baresip-client.pcapng /home/visitor/a.pcapng
    apt-get -q update
    DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends tshark
    files >/tmp/before
    DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends /root/out/*.deb
    use_packages
    plugin=$(dpkg -L wireshark-plugin-sipfix | grep 'epan/sipfix\.so$')
    ill "may not be read" chmod 600 "$plugin"
    ill "may not be read" chmod 700 "${plugin%/sipfix.so}"
    ill "installed twice" cp "$plugin" "${plugin%/sipfix.so}/sipfix-old.so"
    ill "sip is switched off in /usr/share/wireshark/disabled_protos, line 1" \
        sh -c 'echo sip >/usr/share/wireshark/disabled_protos'
    rm /usr/share/wireshark/disabled_protos
    DEBIAN_FRONTEND=noninteractive apt-get -q -y install --reinstall /root/out/*.deb # as an upgrade does
    use_packages
    rm -rf /home/visitor/.config /home/visitor/.cache
    apt-get -q -y remove --purge sipfix wireshark-plugin-sipfix
    ! find / -xdev -path /proc -prune -o -path /root/sipfix -prune -o -path /root/out -prune -o -path /var/cache -prune \
        -o -iname "*sip*fix*" -print | grep . || complain "something of ours is left"
}

case $1 in
package)
    settle root
    make_packages
    echo "All well"
    exit
    ;;
packages)
    try_packages
    echo "All well"
    exit
    ;;
esac
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
