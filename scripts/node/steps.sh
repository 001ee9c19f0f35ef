# shellcheck shell=bash
# What happens inside a booted node. Sourced by node/before and node/after, which run there from oneshot units; scripts/test-node
# puts this folder on the node's second disk as /rig/scripts/node, and reads /rig/results when the node is off.

results=/rig/results
export PATH=/rig/bin:/rig/scripts/rig:$PATH LANG=C.UTF-8
export NMFENCE_SANDBOX_ROOT="" NMFENCE_SANDBOX_DIR=/run/rig NMFENCE_SANDBOX_WORKLOADS=/run/rig/workloads
# An emulated processor takes its time, the more so where others want the real one: a run that ends late is no finding here.
export NMFENCE_TIMEOUT=120
mkdir -p $results $NMFENCE_SANDBOX_DIR

# step NAME COMMAND…: runs it, and leaves NAME.command, NAME.out, NAME.err and NAME.status.
step() {
    local name=$1 status=0
    shift
    echo "$*" >"$results/$name.command"
    "$@" >"$results/$name.out" 2>"$results/$name.err" </dev/null || status=$?
    echo $status >"$results/$name.status"
    echo "rig: $name: $status" >/dev/ttyS1
}

# The state of everything that must not change, as a file to compare.
remember() { kernel-state cali0 cali1 vxlan.calico tunl0 "$uplink" >"$results/$1.state" 2>&1; }

# nmcli is how a person would look; it says nothing before the daemon is up.
devices() { nmcli --terse --fields DEVICE,STATE device | sort >"$results/$1.devices"; }

uplink=$(find /sys/class/net -name 'e*' -printf '%f\n' | head -n 1)

# Real interfaces: the tunnel of the ipip module, vxlan and veth, configured after NetworkManager has seen them.
make_links() {
    # Read by links.sh.
    # shellcheck disable=SC2034
    SANDBOX_LINKS=vxlan.calico SANDBOX_WORKLOADS=2 SANDBOX_DAEMON=nm
    # shellcheck source=../rig/links.sh
    . /rig/scripts/rig/links.sh
    modprobe ipip && links_before_daemon && links_after_daemon && udevadm settle && wait_for_devices || return 1
    links_configure || return 1
    ip address add 10.56.0.1/32 dev tunl0 && ip link set tunl0 up || return 1
    until links_addresses_final; do sleep 0.1; done
    wait_for_devices
}

# Until NetworkManager knows every link and its states stand still for half a second.
wait_for_devices() {
    local before="" now="" same=0 deadline=$((SECONDS + 60))
    while [ $same -lt 5 ]; do
        [ $SECONDS -lt $deadline ] || return 1
        now=$(nmcli --terse --fields DEVICE,STATE device | sort)
        if [ "$now" = "$before" ] && [[ $now == *cali1:* && $now == *tunl0:* ]]; then same=$((same + 1)); else same=0; fi
        before=$now
        sleep 0.1
    done
}

# A container as an agent on a node runs in: its own root, the node's mounted on /host, the node's processes and network.
in_container() {
    # Expanded by the inner shell.
    # shellcheck disable=SC2016
    unshare --mount sh -ec '
        mount --make-rprivate /
        mount -t tmpfs container /mnt
        mkdir -p /mnt/host /mnt/etc /mnt/run /mnt/tmp /mnt/proc /mnt/usr /mnt/rig/bin
        for link in bin lib lib64 sbin; do [ ! -e /$link ] || ln -s usr/$link /mnt/$link; done
        mount --bind /usr /mnt/usr
        mount --bind /rig/bin /mnt/rig/bin
        mount --rbind / /mnt/host
        mount -t proc proc /mnt/proc
        exec chroot /mnt "$@"' sh "$@"
}
