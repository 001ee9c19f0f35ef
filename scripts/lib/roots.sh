# shellcheck shell=bash
# Root folders with a real NetworkManager, one for each suite, made once and never changed afterwards. Sourced, not run.
#
#   default_suite        the suite of this machine, so that the daemon is the one its users have
#   cached_root SUITE    prints the folder, making it first where it is missing (root, mmdebstrap, a package mirror)
#   cached_udev SUITE    the same with udev in it, and nothing else that is not needed
#   cached_networkd SUITE  the same with systemd-networkd
#
# NMFENCE_CACHE   where the folders are kept ($XDG_CACHE_HOME/nmfence, ~/.cache/nmfence)
# NMFENCE_MIRROR  the package mirror to make them from (the distribution's own)

nmfence_cache() {
    # A unit or a container may run without HOME.
    local home=${HOME:-$(getent passwd "$(id -u)" | cut -d : -f 6)}
    printf '%s\n' "${NMFENCE_CACHE:-${XDG_CACHE_HOME:-$home/.cache}/nmfence}"
}

default_suite() {
    local ID="" VERSION_CODENAME=""
    # shellcheck disable=SC1091
    [ -r /etc/os-release ] && . /etc/os-release
    case "$ID" in
        debian | ubuntu) printf '%s\n' "${VERSION_CODENAME:-bookworm}" ;;
        *) printf 'bookworm\n' ;;
    esac
}

# What mmdebstrap needs to know about a suite beyond its name, one argument a line.
suite_arguments() {
    local ID=""
    # shellcheck disable=SC1091
    [ -r /etc/os-release ] && . /etc/os-release
    case "$1" in
        # A testing suite's release file is valid for days only; a mirror that is kept at one date outlives that.
        forky | sid) printf '%s\n' "--aptopt=Acquire::Check-Valid-Until \"false\"" ;;
        focal | jammy | noble | oracular | plucky | questing | resolute) printf '%s\n' '--components=main,universe' ;;
        *) [ "$ID" = ubuntu ] && [ "$1" = "$(default_suite)" ] && printf '%s\n' '--components=main,universe' ;;
    esac
    return 0
}

# make_root SUITE FOLDER PACKAGES: one complete folder or none. The work happens under another name, so a run that was
# killed in the middle leaves nothing that looks finished; the next run starts over.
make_root() {
    local suite=$1 folder=$2 packages=$3 partial log arguments
    partial="$(dirname "$folder")/.$(basename "$folder").partial"
    log="$(dirname "$folder")/$(basename "$folder").log"
    mkdir -p "$(dirname "$folder")" || return 1
    (
        flock 9
        [ -d "$folder" ] && exit 0
        command -v mmdebstrap >/dev/null || {
            say "mmdebstrap is missing; run scripts/setup as root, or: apt-get install mmdebstrap"
            exit 1
        }
        say "making a root folder of $suite ($packages), once: $folder"
        rm -rf --one-file-system "$partial"
        mapfile -t arguments < <(suite_arguments "$suite")
        # In namespaces of its own: killed, it would leave its processes, and the machine's /dev mounted below the folder.
        if ! unshare --mount --pid --fork --kill-child=KILL --mount-proc mmdebstrap --variant=minbase --include="$packages" \
            "${arguments[@]}" "$suite" "$partial" ${NMFENCE_MIRROR:+"$NMFENCE_MIRROR"} >"$log" 2>&1 </dev/null 9>&-; then
            rm -rf --one-file-system "$partial"
            say "cannot make a root folder of $suite: $(grep -m 1 -E '^(E|Err)' "$log" || tail -n 1 "$log")"
            say "is the package mirror reachable? The whole output is in $log; NMFENCE_MIRROR=URL names another mirror."
            exit 1
        fi
        rm -f "$log"
        mv -T "$partial" "$folder"
    ) 9>"$(dirname "$folder")/.$(basename "$folder").lock"
}

cached_root() {
    local folder
    folder="$(nmfence_cache)/roots/$1"
    [ -d "$folder" ] || make_root "$1" "$folder" network-manager,dbus,iproute2 || return 1
    printf '%s\n' "$folder"
}

cached_udev() {
    local folder
    folder="$(nmfence_cache)/udev/$1"
    [ -d "$folder" ] || make_root "$1" "$folder" udev || return 1
    printf '%s\n' "$folder"
}

cached_networkd() {
    local folder
    folder="$(nmfence_cache)/networkd/$1"
    [ -d "$folder" ] || make_root "$1" "$folder" systemd,udev || return 1
    printf '%s\n' "$folder"
}
