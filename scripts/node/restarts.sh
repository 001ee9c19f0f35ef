# shellcheck shell=bash
# A unit that runs a fix right behind NetworkManager, as on a node that is made by cloud-init or Ignition. Sourced by node/after.

# The unit, and no limit on how often it and NetworkManager are started.
make_fix_unit() {
    local units=/run/systemd/system
    mkdir -p $units/NetworkManager.service.d
    printf '[Unit]\nStartLimitIntervalSec=0\n' >$units/NetworkManager.service.d/often.conf
    cat >$units/nmfence-fix.service <<'UNIT'
[Unit]
Description=Keeps NetworkManager off Calico's interfaces
After=NetworkManager.service
PartOf=NetworkManager.service
StartLimitIntervalSec=0

[Service]
Type=oneshot
ExecStart=/rig/bin/nmfence fix --require-live
UNIT
    systemctl daemon-reload
}

# As Felix does every ten seconds: a NetworkManager that starts without the drop-in takes the tunnel's address before the fix comes.
keep_tunnel_address() {
    while sleep 0.2; do ip address replace 10.56.0.1/32 dev tunl0; done
}

# restart_together N: N times both in one go, every other time without the drop-in; for each a line "FIX CHECK MANAGED": the exit
# status of the unit, that of a check behind it, and what NetworkManager manages of the fence.
restart_together() {
    local round managed felix
    keep_tunnel_address &
    felix=$!
    for ((round = 1; round <= $1; round++)); do
        [ $((round % 2)) = 0 ] || rm -f /etc/NetworkManager/conf.d/zz-nmfence.conf
        systemctl restart NetworkManager.service nmfence-fix.service
        printf '%s ' "$(systemctl show --property ExecMainStatus --value nmfence-fix.service)"
        nmfence check -q --only 'nm.*' >&2
        printf '%s ' $?
        managed=$(nmcli --terse --fields DEVICE,STATE device | grep -E '^(cali|tunl|vxlan)' | grep -v ':unmanaged$' | tr '\n' ',')
        echo "${managed:--}"
        echo "rig: restart $round" >/dev/ttyS1
    done
    kill $felix
    journalctl --boot --unit nmfence-fix --no-pager >&2
}
