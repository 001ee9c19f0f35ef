# shellcheck shell=bash
# What the scripts need from the distribution and from Swift. Sourced, not run; scripts/setup is the same as a command.
#
#   need_packages GROUP…   installs what is missing of build, test, render, node, bench, package, package-test
#   need_swift             ends with one sentence where there is no Swift 6.1 or newer

# One line for each need: a package, or alternatives between bars, the first of which this release knows is taken.
packages_of() {
    case "$1" in
        # What a Swift toolchain links with, and what nmfence does.
        build) echo 'git binutils g++ libc6-dev libcurl4-openssl-dev libsqlite3-0 libxml2-dev pkg-config|pkgconf
            libdbus-1-dev libglib2.0-dev libyaml-dev zlib1g-dev liblzma-dev libzstd-dev' ;;
        # The sandbox, and the programs that tests set to work on nmfence.
        test) echo 'mmdebstrap debian-archive-keyring dbus-daemon|dbus dbus-bin|dbus iproute2 iputils-ping nftables iptables strace patch python3
            python3-jsonschema python3-yaml pyflakes3 shellcheck e2fsprogs busybox-static|busybox ipset kmod util-linux bsdextrautils|bsdmainutils gzip xz-utils zstd
            man-db mandoc bash-completion zsh fish lintian' ;;
        # scripts/package, and what judges the packages.
        package) echo 'dpkg rpm xz-utils gzip python3 git' ;;
        package-test) echo 'lintian rpmlint rpm mandoc man-db skopeo umoci crun python3-venv mmdebstrap debian-archive-keyring' ;;
        # What scripts/bench measures with.
        bench) echo 'gcc libc6-dev valgrind python3' ;;
        # What scripts/test-carriers makes folders for the readers with.
        render) echo 'mmdebstrap debian-archive-keyring python3-venv util-linux' ;;
        # A whole system, booted.
        node) echo 'qemu-system-x86 mmdebstrap debian-archive-keyring e2fsprogs python3' ;;
    esac
}

# Whether a package is installed.
installed() { [ -n "$(installed_of "$1")" ]; }

# Those of these packages that are installed, a line each.
installed_of() {
    # shellcheck disable=SC2016  # dpkg-query's own variables
    dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p'
}

# Whether one of the words is in a list of words.
is_any() {
    local list=$1 one
    shift
    for one; do [[ $list != *" $one "* ]] || return 0; done
    return 1
}

# The first of the alternatives that apt can install.
first_known() {
    local one
    for one; do
        apt-cache show --no-all-versions "$one" >/dev/null 2>&1 && break
    done
    printf '%s\n' "$one"
}

need_packages() {
    local group need choice present needs=() missing=() names=() log
    for group; do
        for need in $(packages_of "$group"); do needs+=("$need"); done
    done
    read -r -a names <<<"$(tr '|' ' ' <<<"${needs[*]}")"
    # One question for all of them: most scripts begin with it.
    present=" $(installed_of "${names[@]}" | tr '\n' ' ')"
    for need in "${needs[@]}"; do
        IFS='|' read -r -a choice <<<"$need"
        is_any "$present" "${choice[@]}" || missing+=("$need")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null ||
        die "this needs a Debian or Ubuntu with apt-get; on another system install what corresponds to: ${missing[*]}"
    [ "$(id -u)" = 0 ] || die "these packages are missing: ${missing[*]}. Run scripts/setup as root."
    log=$(mktemp) || exit 1
    export DEBIAN_FRONTEND=noninteractive
    say "installing ${missing[*]}"
    # Without package lists, as in a fresh container, no name is known at all.
    apt-cache show --no-all-versions util-linux >/dev/null 2>&1 || apt-get update >"$log" 2>&1 </dev/null
    choose() {
        names=()
        for need in "${missing[@]}"; do
            IFS='|' read -r -a choice <<<"$need"
            names+=("$(first_known "${choice[@]}")")
        done
    }
    install_them() { apt-get install --yes --no-install-recommends "${names[@]}" >"$log" 2>&1 </dev/null; }
    choose
    # The lists may name versions that the mirror no longer has: once more with fresh ones.
    if ! install_them && { ! apt-get update >"$log" 2>&1 </dev/null || ! { choose; install_them; }; }; then
        die "apt-get could not install ${names[*]}: $(grep -m 1 '^E:' "$log" || tail -n 1 "$log") (whole output: $log)"
    fi
    rm -f "$log"
}

need_swift() {
    local output
    command -v swift >/dev/null ||
        die "there is no Swift on the path: install 6.1 or newer (https://www.swift.org/install/linux) and put its usr/bin on PATH."
    output=$(swift --version 2>&1) || die "swift does not run: $(head -n 1 <<<"$output")"
    [[ $output =~ Swift\ version\ ([0-9]+)\.([0-9]+) ]] || die "swift --version says nothing of a version: $output"
    ((BASH_REMATCH[1] > 6 || (BASH_REMATCH[1] == 6 && BASH_REMATCH[2] >= 1))) ||
        die "this needs Swift 6.1 or newer, and the swift on the path is ${BASH_REMATCH[1]}.${BASH_REMATCH[2]} (https://www.swift.org/install/linux)."
}
