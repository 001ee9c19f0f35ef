# shellcheck shell=bash
# What udev's rules make of interfaces, said before they are there, and by NetworkManager when they are. Sourced by node/after on a
# booted node.

# Set in steps.sh.
: "${results:?}"

# Calico's names, of which it is known that they will be veths; and one of which nothing is known.
names=(cali7 cali0ud eth9 cali1ud cali12ud cali2ud cali3ud cali3uda cali4udx cali5ud cali6ud cali7ud)

# Until NetworkManager knows them all, and their states stand still for a second.
wait_for_names() {
    local before="" now="" same=0 deadline=$((SECONDS + 60)) name
    while [ $same -lt 5 ]; do
        [ $SECONDS -lt $deadline ] || return 1
        now=$(nmcli --terse --fields DEVICE,STATE device | sort)
        if [ "$now" = "$before" ]; then same=$((same + 1)); else same=0; fi
        for name in "${names[@]}"; do [[ $'\n'$now == *$'\n'"$name":* ]] || same=0; done
        before=$now
        sleep 0.2
    done
}

make_names() {
    local name
    for name in "${names[@]}"; do ip link add "$name" type veth peer name "p$name" && ip link set "$name" up || return 1; done
    udevadm settle
    wait_for_names
}

# under RULES: the same names with these rules, as RULES.said, RULES.devices and RULES.seen.
under() {
    local name
    step "$1-said" nmfence explain -o json "${names[@]}"
    step "$1-made" make_names
    devices "$1"
    step "$1-seen" nmfence explain -o json "${names[@]}"
    for name in "${names[@]}"; do ip link delete "$name"; done
    udevadm settle
}

udev_rules() {
    # Those of the distribution and of NetworkManager's own package.
    under vendor
    # A file of the same name hides the package's; the program of a rule is not run by whoever predicts.
    : >/etc/udev/rules.d/85-nm-unmanaged.rules
    cat >/etc/udev/rules.d/86-rig.rules <<'RULES'
SUBSYSTEM!="net", GOTO="end"
ACTION=="remove", GOTO="end"
KERNEL=="cali1*ud", ENV{NM_UNMANAGED}="1"
KERNEL=="cali2ud", ENV{NM_UNMANAGED}="0"
ENV{ID_NET_DRIVER}=="veth", KERNEL=="cali3ud?", ENV{NM_UNMANAGED}="yes"
KERNEL=="cali4*", GOTO="end"
KERNEL=="cali4udx|cali5ud", ENV{NM_UNMANAGED}="true"
KERNEL=="cali6ud", ENV{NM_UNMANAGED}="1", ENV{NM_UNMANAGED}=""
KERNEL=="cali7ud", PROGRAM=="/bin/true", ENV{NM_UNMANAGED}="1"
LABEL="end"
RULES
    udevadm control --reload
    under own
}
