# shellcheck shell=bash
# The interfaces of a Calico node, made of what every kernel has. Sourced by rig/inside.
#
# A workload is a network namespace podN with a veth: eth0 with a /32 address inside, the default route through 169.254.1.1 with
# a static neighbour; caliN outside, up, without address, with Calico's MAC and the route to the pod's address. tunl0 is
# a bridge here, because ipip is a module that a build machine may not have (scripts/test-node has the real one).
# eth0 is the uplink: NetworkManager drives it by a profile, as on a node, to a router in the namespace "uplink".

workload_address() { echo "10.65.$(($1 / 250)).$(($1 % 250 + 2))"; }
has_link() { [[ ",$SANDBOX_LINKS," == *",$1,"* ]]; }

links_names() {
    local i
    [ -z "$SANDBOX_LINKS" ] || printf '%s\n' "${SANDBOX_LINKS//,/$'\n'}"
    for ((i = 0; i < SANDBOX_WORKLOADS; i++)); do echo "cali$i"; done
}

links_before_daemon() {
    local profile=$NMFENCE_SANDBOX_ROOT/etc/NetworkManager/system-connections/uplink.nmconnection i
    # The kernel's search for twins of its link-local addresses takes seconds, in which addresses and routes still change.
    echo 0 >/proc/sys/net/ipv6/conf/default/dad_transmits
    for ((i = 0; i < SANDBOX_WORKLOADS; i++)); do echo "cali$i $(workload_address "$i") pod$i"; done >"$NMFENCE_SANDBOX_WORKLOADS"
    {
        echo "link set lo up"
        # The address that pings come from: a pod answers to it through its default route.
        echo "address add 10.66.0.1/32 dev lo"
        for ((i = 0; i < SANDBOX_WORKLOADS; i++)); do echo "netns add pod$i"; done
        if has_link eth0; then
            echo "netns add uplink"
            echo "link add eth0 type veth peer name uplink netns uplink"
        fi
    } | ip -batch - || return 1
    has_link eth0 || return 0
    printf '%s\n' "address add 192.0.2.1/24 dev uplink" "link set uplink up" | ip -n uplink -batch - || return 1
    if [ "$SANDBOX_DAEMON" != nm ]; then
        printf '%s\n' "address add 192.0.2.10/24 dev eth0" "link set eth0 up" "route add default via 192.0.2.1" | ip -batch -
        return
    fi
    mkdir -p "${profile%/*}"
    # NetworkManager refuses a profile that others may read.
    (umask 077 && cat >"$profile") <<'PROFILE'
[connection]
id=uplink
uuid=7b4f6a5e-3c1d-4f7c-9f0e-0d5c5a6f1e10
type=ethernet
interface-name=eth0

[ipv4]
method=manual
address1=192.0.2.10/24,192.0.2.1
dns=192.0.2.1;

[ipv6]
method=ignore
PROFILE
}

links_addresses_final() { [ -z "$(ip -6 address show tentative)" ]; }

# Down and without addresses: as Calico does, they are configured when NetworkManager has seen them.
links_after_daemon() {
    local i
    {
        has_link vxlan.calico && if has_link eth0; then
            echo "link add vxlan.calico type vxlan id 4096 local 192.0.2.10 dev eth0 dstport 4789 nolearning"
        else
            echo "link add vxlan.calico type vxlan id 4096 local 10.66.0.1 dstport 4789 nolearning"
        fi
        has_link tunl0 && echo "link add tunl0 type bridge"
        for ((i = 0; i < SANDBOX_WORKLOADS; i++)); do
            echo "link add cali$i address ee:ee:ee:ee:ee:ee type veth peer name eth0 netns pod$i"
        done
    } | ip -batch -
}

links_configure() {
    local i address
    for ((i = 0; i < SANDBOX_WORKLOADS; i++)); do
        address=$(workload_address "$i")
        ip -n "pod$i" -batch - <<POD || return 1
link set lo up
link set eth0 up
address add $address/32 dev eth0
neigh replace 169.254.1.1 lladdr ee:ee:ee:ee:ee:ee dev eth0 nud permanent
route add 169.254.1.1 dev eth0 scope link
route add default via 169.254.1.1 dev eth0
POD
    done
    {
        if has_link vxlan.calico; then
            echo "address add 10.55.0.1/32 dev vxlan.calico"
            echo "link set vxlan.calico up"
        fi
        if has_link tunl0; then
            echo "address add 10.56.0.1/32 dev tunl0"
            echo "link set tunl0 up"
        fi
        for ((i = 0; i < SANDBOX_WORKLOADS; i++)); do
            echo "link set cali$i up"
            echo "route replace $(workload_address "$i") dev cali$i scope link"
        done
    } | ip -batch -
}
