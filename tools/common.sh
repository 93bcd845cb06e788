# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What the scripts behind ./run share. To be sourced; $top is the project's folder.
: "${top:?to be set by who sources this}"

# Progress and complaints go to standard error, so that a report on standard output stays clean.

say() {
    printf '%s\n' "$*" >&2
}

die() {
    say "sipfix: $*"
    exit 1
}

is_root() {
    [ "$(id -u)" -eq 0 ]
}

# as_root COMMAND...: as it is for root, else through sudo.
as_root() {
    if is_root; then
        "$@"
    else
        sudo "$@"
    fi
}

# packages_for SET: the Debian packages of one purpose. Nobody who only wants to use sipfix is asked for
# the tools that test it.
packages_for() {
    case $1 in
    build)
        echo cmake ninja-build gcc g++ libc6-dev pkgconf python3 python3-markdown tshark libwireshark-dev wireshark-dev \
            libwiretap-dev libwsutil-dev libglib2.0-dev libpsl-dev libjson-glib-dev libseccomp-dev \
            libsimdjson-dev libzstd-dev liblz4-dev liblzma-dev
        ;;
    test)
        # The second line is for tests in the real window (tests/gui), the third for the html report, the
        # last for routes and for completion in real shells.
        echo git python3 python3-jsonschema cmark-gfm libcmocka-dev valgrind util-linux \
            wireshark xvfb dbus-daemon at-spi2-core python3-gi xdotool imagemagick \
            chromium fonts-dejavu-core \
            kamailio bash-completion zsh fish python3-prometheus-client zstd lz4 xz-utils bzip2
        ;;
    package) echo dpkg-dev file ;;
    lint) echo git python3 clang-format clang-tidy shellcheck pyflakes3 ;;
    bench) echo python3 time valgrind ;;
    matrix) echo debootstrap util-linux ;;
    fuzz) echo clang libclang-rt-dev llvm ;;
    *) die "no set of packages is called $1" ;;
    esac
}

# need SET...: sees to it that the packages of these sets are there.
need() {
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        need_without_apt "$@"
        return
    fi
    missing=
    for set in "$@"; do
        for package in $(packages_for "$set"); do
            status=$(dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | head -n 1)
            [ "$status" = installed ] || missing="$missing $package"
        done
    done
    [ -n "$missing" ] || return 0
    if ! is_root && ! command -v sudo >/dev/null; then
        die "these packages are missing, and only root can install them:$missing"
    fi
    say "Installing from the distribution's packages:$missing"
    mkdir -p "$top/build"
    # wireshark-common has a question about capturing; its default (root only) is left as it is.
    # shellcheck disable=SC2086 # one word a package
    {
        as_root apt-get -q update &&
            as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
                install --no-install-recommends $missing
    } >"$top/build/packages.log" 2>&1 && return
    # Without this one a wall around the children is missing, and nothing else: sipfix doctor says so.
    if [ "$missing" = " libseccomp-dev" ]; then
        say "Going on without it."
        return
    fi
    tail -n 15 "$top/build/packages.log" >&2
    die "the packages could not be installed. All that apt-get said: build/packages.log"
}

# need_without_apt SET...: on a system without apt nothing is installed; what is missing is named.
need_without_apt() {
    tools=
    modules=
    for set in "$@"; do
        case $set in
        build)
            tools="$tools cmake ninja cc c++ pkg-config python3 tshark glib-compile-resources"
            modules="$modules glib-2.0 gio-2.0 json-glib-1.0 simdjson libpsl libzstd"
            ;;
        test)
            tools="$tools git python3 valgrind setpriv wireshark Xvfb dbus-run-session xdotool import chromium"
            modules="$modules cmocka"
            ;;
        package) tools="$tools dpkg-shlibdeps file" ;;
        lint) tools="$tools git python3 clang-format clang-tidy shellcheck pyflakes3" ;;
        matrix) tools="$tools debootstrap unshare" ;;
        fuzz) tools="$tools clang" ;;
        esac
    done
    missing=
    for tool in $tools; do
        command -v "$tool" >/dev/null || missing="$missing $tool"
    done
    if command -v pkg-config >/dev/null; then
        for module in $modules; do
            pkg-config --exists "$module" || missing="$missing $module(headers)"
        done
    fi
    [ -z "$missing" ] ||
        die "missing on this system:$missing
Install them with its package manager, and the headers of Wireshark 4.0 to 4.6 (often called
wireshark-devel or wireshark-dev), then try again."
}

# build PRESET [CMAKE ARGUMENT...]: configures and builds build/PRESET, quietly unless it fails.
build() {
    preset=$1
    shift
    mkdir -p "$top/build"
    log=$top/build/$preset.log
    if [ ! -w "$top/build" ] || { [ -e "$top/build/$preset" ] && [ ! -w "$top/build/$preset" ]; }; then
        die "$top/build belongs to another user. Remove it (sudo rm -r build) or work as that user."
    fi
    say "Building (build/$preset)"
    (cd "$top" && cmake --preset "$preset" "$@" && cmake --build "build/$preset") >"$log" 2>&1 && return
    tail -n 40 "$log" >&2
    die "the build failed. All of its output: $log"
}

# project_files [PATTERN...]: files of the project as git knows them, those not yet added too; one a line.
project_files() {
    if [ -e "$top/.git" ] && command -v git >/dev/null; then
        # The folder may belong to another user than root, who runs this.
        git -c safe.directory="$top" -C "$top" ls-files --cached --others --exclude-standard -- "$@" |
            while read -r file; do
                [ ! -e "$top/$file" ] || printf '%s\n' "$file"
            done
    else
        die "$top is not a git clone: its own files cannot be told from others"
    fi
}
