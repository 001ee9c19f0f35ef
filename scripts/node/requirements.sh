# shellcheck shell=bash
# What a node needs beside the fence, taken away and given back one by one. Sourced by node/after on a booted node.

# Set in steps.sh.
: "${results:?}" "${uplink:?}"

modules_folder=/lib/modules/$(uname -r)

# The names of the modules that are loaded.
loaded() { cut -d ' ' -f 1 /proc/modules | sort >"$results/$1.modules"; }

# The files with lists of modules: names, inodes and times. A fix that is taken back touches their folder.
list_state() { find /etc/modules-load.d -type f -printf '%p %i %T@ %s\n' | sort >"$results/$1.list"; }

# Everything that came since NAME goes again; what somebody uses stays. Users go before what they use.
unload_since() {
    local name pass
    for pass in 1 2 3 4; do
        # One name a line, without blanks.
        # shellcheck disable=SC2013
        for name in $(cut -d ' ' -f 1 /proc/modules | grep -vxF -f "$results/$1.modules"); do
            rmmod "$name" 2>>"$results/rmmod.$pass"
        done
    done
}

# fix --load-modules on a kernel that has the modules: the plan, the change, the second run, the way back.
kernel_modules() {
    # They need not come, and come through ours: an undo takes them out again, too.
    echo 'softdep ip_set pre: xt_u32 post: xt_sctp' >/etc/modprobe.d/rig-soft.conf
    loaded begin
    list_state begin
    step modules-diff nmfence diff --load-modules
    step modules-plan nmfence diff --load-modules -o json
    loaded planned
    list_state planned
    step modules-fix nmfence fix --load-modules -o json
    loaded fixed
    list_state fixed
    cp /etc/modules-load.d/nmfence.conf "$results/modules-list"
    step modules-again nmfence fix --load-modules -o json
    step modules-nothing nmfence diff --load-modules
    list_state again
    # systemd reads the list as it will when the machine starts.
    unload_since begin
    loaded unloaded
    step modules-start systemctl restart systemd-modules-load
    loaded started
    # The list is there, and the kernel is not as it says.
    unload_since begin
    step modules-list-only nmfence fix --load-modules -o json
    loaded list-only
    step modules-revert nmfence revert -o json
    loaded reverted
    list_state reverted
    step modules-refence nmfence fix -o json
    unload_since begin
    loaded clean
}

# undone NAME: a fix that meets a module that cannot be loaded.
undone() {
    loaded "$1-before"
    list_state "$1-before"
    step "$1" nmfence fix --load-modules -o json
    loaded "$1-after"
    list_state "$1-after"
}

# One module less, in each way in which that happens.
broken_modules() {
    local file
    # Its file is gone, with and without a new index.
    file=$modules_folder/$(grep -o '^[^:]*/xt_multiport\.ko[^:]*' "$modules_folder/modules.dep")
    mv "$file" /root/taken
    step removed nmfence check -o json
    depmod
    step removed-indexed nmfence check -o json
    step removed-diff nmfence diff --load-modules
    mv /root/taken "$file"
    depmod
    # Its file is there and cut off: only loading it tells.
    cp "$file" /root/whole
    head -c 3000 /root/whole >"$file"
    undone cut
    cp /root/whole "$file"
    rm /etc/modprobe.d/rig-soft.conf
    # Kept out by a rule: it alone is not planned.
    echo 'install xt_multiport /bin/false' >/etc/modprobe.d/rig.conf
    step blocked nmfence check -o json
    step blocked-diff nmfence diff --load-modules
    # Others need it, and are not planned either.
    echo 'install ip_set /bin/false' >/etc/modprobe.d/rig.conf
    step needed-blocked nmfence check -o json
    step needed-diff nmfence diff --load-modules
    # No row asks for it, and others need it; a blacklist keeps out only what is asked for by its name.
    echo 'blacklist nf_defrag_ipv4' >/etc/modprobe.d/rig.conf
    step needed-blacklisted nmfence check -o json
    echo 'install nf_defrag_ipv4 /bin/true' >/etc/modprobe.d/rig.conf
    loaded base-before
    step base-blocked nmfence check -o json
    step base-fix nmfence fix --load-modules -o json
    loaded base-fixed
    # What modprobe itself makes of it.
    step base-modprobe modprobe xt_conntrack
    step base-revert nmfence revert -o json
    step base-refence nmfence fix -o json
    rm /etc/modprobe.d/rig.conf
    unload_since base-before
    # The right to load modules is lacking, and it is known before the first change.
    loaded rightless-before
    list_state rightless-before
    step rightless setpriv --bounding-set=-sys_module --inh-caps=-sys_module nmfence fix --load-modules -o json
    loaded rightless-after
    list_state rightless-after
    # Somebody else's file has the name of ours.
    echo br_netfilter >/etc/modules-load.d/nmfence.conf
    undone foreign
    rm /etc/modules-load.d/nmfence.conf
    step modules-mended nmfence check -o json
}

# The real firewalld, asked over the system's bus.
firewalld() {
    systemctl is-active firewalld >"$results/firewalld.asleep"
    step firewalld-start systemctl start firewalld
    firewall-cmd --state >"$results/firewalld.state" 2>&1
    # What it said of itself: its unit discards that.
    cp /var/log/firewalld "$results/firewalld.log"
    firewall-cmd --get-active-zones >"$results/firewalld.zones" 2>&1
    firewall-cmd --get-zone-of-interface="$uplink" >"$results/firewalld.zone" 2>&1
    step firewalld-closed nmfence check -o json
    step firewalld-port firewall-cmd --add-port=179/tcp
    step firewalld-one-open nmfence check -o json
    step firewalld-no-port firewall-cmd --remove-port=179/tcp
    # What the rows say to do is done, to the letter.
    local id
    for id in firewall.firewalld firewall.forward; do
        python3 -c '
import json, sys
rows = {row["id"]: row for row in json.load(open(sys.argv[1]))["checks"]}
print(rows[sys.argv[2]]["remedy"])' "$results/firewalld-closed.out" "$id" >"$results/$id.remedy"
    done
    step firewalld-remedy sh -ec "$(cat "$results/firewall.firewalld.remedy")"
    step firewalld-forward sh -ec "$(cat "$results/firewall.forward.remedy")"
    step firewalld-open nmfence check -o json
    # Another zone for the uplink: closed again, until the zone lets everything in.
    step firewalld-zone firewall-cmd --zone=external --change-interface="$uplink"
    step firewalld-other-zone nmfence check -o json
    step firewalld-trust firewall-cmd --zone=trusted --change-interface="$uplink"
    step firewalld-trusted nmfence check -o json
    step firewalld-stop systemctl stop firewalld
    step firewalld-stopped nmfence check -o json
    systemctl is-active firewalld >"$results/firewalld.stopped"
    systemctl enable firewalld 2>/dev/null
    step firewalld-enabled nmfence check -o json
    systemctl disable firewalld 2>/dev/null
}

# Units of other programs that write firewall rules, in the states that systemd knows.
other_units() {
    printf '[Unit]\nDescription=rig\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n%s\n' \
        '[Install]
WantedBy=multi-user.target' >/etc/systemd/system/iptables.service
    systemctl daemon-reload
    step unit-inactive nmfence check -o json
    step unit-start systemctl start iptables
    step unit-active nmfence check -o json
    step unit-stop systemctl stop iptables
    systemctl enable iptables 2>/dev/null
    step unit-enabled nmfence check -o json
    systemctl disable iptables 2>/dev/null
    rm /etc/systemd/system/iptables.service
    systemctl mask iptables 2>/dev/null
    step unit-masked nmfence check -o json
    systemctl unmask iptables 2>/dev/null
}
