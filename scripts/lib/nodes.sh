# shellcheck shell=bash
# Disk images of whole systems to boot, one for each suite, made once. Sourced after lib/roots.sh, not run.
#
#   cached_node SUITE    prints the folder with disk.ext4, vmlinuz and initrd.img, making it first where it is missing
#
# What differs from run to run is on a second disk with the label "rig": its programs "before" and "after" run
# before and after NetworkManager, and what they leave there is read when the system is off again.

# In the folder's name, so that a change of the image makes a new one.
node_image_version=4

# firewalld, which reads the protocols of netbase, is there and starts when a scenario wants it: see write_node_units.
node_packages=systemd-sysv,dbus,network-manager,udev,kmod,iproute2,iputils-ping,python3,linux-image-amd64,e2fsprogs,firewalld,netbase

# The two units and what they stand on, written into the root folder $1.
write_node_units() {
    local wanted=$1/etc/systemd/system/multi-user.target.wants
    mkdir -p "$1/rig" "$wanted"
    ln -sf ../rig-before.service ../rig-after.service "$wanted"
    rm -f "$wanted/firewalld.service" "$1/etc/systemd/system/dbus-org.fedoraproject.FirewallD1.service"
    cat >"$1/etc/systemd/system/rig.mount" <<'UNIT'
[Unit]
Description=What this boot is for

[Mount]
What=/dev/disk/by-label/rig
Where=/rig
UNIT
    cat >"$1/etc/systemd/system/rig-before.service" <<'UNIT'
[Unit]
Description=Before NetworkManager, as the first boot of a node would
Requires=rig.mount
After=rig.mount dbus.socket dbus.service
Before=NetworkManager.service

[Service]
Type=oneshot
ExecStart=/rig/before
TimeoutStartSec=infinity

[Install]
WantedBy=multi-user.target
UNIT
    cat >"$1/etc/systemd/system/rig-after.service" <<'UNIT'
[Unit]
Description=After NetworkManager
Requires=rig.mount
After=rig.mount rig-before.service NetworkManager.service

[Service]
Type=oneshot
ExecStart=-/rig/after
ExecStopPost=-/bin/umount /rig
ExecStopPost=/bin/systemctl poweroff --force --force
TimeoutStartSec=infinity

[Install]
WantedBy=multi-user.target
UNIT
}

cached_node() {
    local suite=$1 folder root image
    folder="$(nmfence_cache)/nodes/$suite-$node_image_version"
    if [ ! -d "$folder" ]; then
        root="$(nmfence_cache)/nodes/.$suite-root"
        mkdir -p "$(dirname "$folder")"
        rm -rf --one-file-system "$root" "$folder.partial"
        make_root "$suite" "$root" "$node_packages" || return 1
        say "making a disk of it"
        write_node_units "$root"
        echo node >"$root/etc/hostname"
        echo '/dev/vda / ext4 defaults 0 1' >"$root/etc/fstab"
        mkdir "$folder.partial"
        cp -L "$root/vmlinuz" "$root/initrd.img" "$folder.partial/" || return 1
        image=$folder.partial/disk.ext4
        truncate -s "$(($(du -sm "$root" | cut -f 1) + 400))M" "$image"
        mkfs.ext4 -q -L node -d "$root" "$image" || return 1
        rm -rf --one-file-system "$root"
        mv -T "$folder.partial" "$folder"
    fi
    printf '%s\n' "$folder"
}
