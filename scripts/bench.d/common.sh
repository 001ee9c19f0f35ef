# shellcheck shell=bash
# What the parts of scripts/bench share. Sourced inside scripts/nm-sandbox, with BENCH_… from scripts/bench.
#
# Results are lines on standard output, separated by tabs:
#   run PART SIZE NAME ROUND WALL USER SYSTEM PEAK STATUS   microseconds and kB
#   count WHAT SIZE NAME NUMBER                             bus messages, instructions, devices, bytes
set -u
. "$BENCH_LIB/../lib/say.sh"
root=$NMFENCE_SANDBOX_ROOT
# On the machine's disk, where NetworkManager's programs lie and a node has its own. What is written into the sandbox's root lies in
# memory, and the kernel maps a file of that page by page: a static program of 20 MB starts a tenth slower from there.
mkdir -p "$root/bench" "$BENCH_MADE/root" && mount --bind "$BENCH_MADE/root" "$root/bench" &&
    cp "$BENCH_MADE"/{nmfence,floor,empty} "$root/bench/" || exit 1

# rounds QUICK FULL: how many, in this run.
rounds() { if [ "$BENCH_QUICK" = yes ]; then echo "$1"; else echo "$2"; fi; }

# measured PART SIZE ARGUMENTS…: runs bench.d/measure in the daemon's root.
measured() { measured_from_outside "$1" "$2" -r "$root" "${@:3}"; }

# The same in the root of this machine, for what looks at the daemon's root as at an image.
measured_from_outside() {
    local part=$1 size=$2
    shift 2
    "$BENCH_MADE/measure" "$@" </dev/null | sed "s/^/run\t$part\t$size\t/"
    return "${PIPESTATUS[0]}"
}

count() { printf 'count\t%s\t%s\t%s\t%s\n' "$@"; }

# Devices that NetworkManager sees, up to so many: a workload's end of a veth each, the other ends in one namespace, which is the
# same for the daemon as a namespace for each pod, and faster to make. lo, eth0, vxlan.calico and tunl0 are devices too.
links=0
devices() {
    local first=$links i
    links=$(($1 - 4))
    [ "$first" -gt 0 ] || ip netns add pods || return 1
    for ((i = first; i < links; i++)); do echo "link add cali$i type veth peer name pod$i netns pods"; done | ip -batch - || return 1
    for ((i = first; i < links; i++)); do echo "link set cali$i up"; done | ip -batch - || return 1
    # The kernel's searches for IPv6 twins and NetworkManager's look at each link come to an end.
    local deadline=$((SECONDS + 90)) number
    until number=$(chroot "$root" /bench/floor | wc -l) && [ "$number" -ge "$1" ]; do
        [ "$SECONDS" -lt "$deadline" ] || die "NetworkManager knows $number devices, not $1"
        sleep 0.1
    done
    nm-devices --settled 60 >/dev/null
}
