# shellcheck shell=bash
# Root folders with the modules of a Debian suite's kernel, made once and never changed afterwards. Sourced, not run; needs
# say.sh and roots.sh.
#
#   cached_kernel SUITE   prints the folder, making it first where it is missing (apt-get, depmod, a package mirror)

# make_kernel SUITE FOLDER: one complete folder or none, as make_root does it.
make_kernel() {
    local suite=$1 folder=$2 partial apt package release
    partial="$(dirname "$folder")/.$(basename "$folder").partial"
    mkdir -p "$(dirname "$folder")" || return 1
    (
        set -e
        flock 9
        [ -d "$folder" ] && exit 0
        say "fetching the kernel of $suite, once: $folder"
        rm -rf --one-file-system "$partial"
        apt=$partial/apt
        mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$partial/root"
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
            "${NMFENCE_MIRROR:-http://deb.debian.org/debian} $suite main" >"$apt/sources.list"
        : >"$apt/status"
        options=(-o "Dir::State::Lists=$apt/lists" -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache"
            -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
            -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none -o APT::Sandbox::User=root)
        apt-get "${options[@]}" update >&2
        package=$(apt-cache "${options[@]}" depends linux-image-amd64 | awk '/Depends:/ { print $2; exit }')
        (cd "$apt" && apt-get "${options[@]}" download "$package" >&2)
        dpkg-deb -x "$apt"/"$package"_*.deb "$partial/root"
        rm -rf "$apt" "$partial/root/usr/share" "$partial"/root/boot/vmlinuz*
        [ -e "$partial/root/lib/modules" ] ||
            { mkdir -p "$partial/root/lib" && ln -s ../usr/lib/modules "$partial/root/lib/modules"; }
        release=$(ls "$partial/root/lib/modules")
        depmod -b "$partial/root" "$release"
        mv -T "$partial/root" "$folder"
        rm -rf "$partial"
    ) 9>"$(dirname "$folder")/.$(basename "$folder").lock" || {
        say "cannot fetch the kernel of $suite; NMFENCE_MIRROR=URL names another mirror."
        return 1
    }
}

cached_kernel() {
    local folder
    folder="$(nmfence_cache)/kernels/$1"
    [ -d "$folder" ] || make_kernel "$1" "$folder" || return 1
    printf '%s\n' "$folder"
}
