#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ./run package: packages for this Debian and its Wireshark, an .rpm where rpmbuild is there, and the sources as one file
# that builds without git; all in build/packages. The same sources give the same bytes, in whatever folder.
set -eu
: "${top:?start this with ./run package}"
# shellcheck source=tools/common.sh
. "$top/tools/common.sh"

need build package
umask 022
version=$(sed -n 's/^project(sipfix VERSION \([0-9.]*\).*/\1/p' "$top/CMakeLists.txt")
# All files are as old as the last commit, or as what the sources were unpacked from.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -c safe.directory="$top" -C "$top" log -1 --format=%ct 2>/dev/null ||
    stat -c %Y "$top/CHANGELOG.md")}
export SOURCE_DATE_EPOCH

build package
out=$top/build/packages
rm -rf "$out"
mkdir "$out"

# pack KIND: what cpack makes of the build.
pack() {
    (cd "$top/build/package" && cpack -G "$1" -B "$out") >"$top/build/cpack.log" 2>&1 || {
        tail -n 20 "$top/build/cpack.log" >&2
        die "cpack -G $1 failed. All of its output: build/cpack.log"
    }
}

# sources: the project's own files, in one archive.
sources() {
    project_files . | LC_ALL=C sort | tar -c -C "$top" -T - --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
        --mtime="@$SOURCE_DATE_EPOCH" --transform "s,^,sipfix-$version/," | gzip -9n >"$out/sipfix-$version.tar.gz"
}

pack DEB
! command -v rpmbuild >/dev/null || pack RPM
[ ! -e "$top/.git" ] || sources
rm -rf "$out/_CPack_Packages"
say "In build/packages:"
for file in "$out"/*; do
    say "  ${file##*/}"
done
say "Install: apt-get install ./build/packages/*.deb"
