# shellcheck shell=bash
# The units of "nmfence render systemd" on a node that booted with them. Sourced by node/after; scripts/test-node put them, the
# program and a kubelet that only looks onto the disk (see put_units there).

# Until a unit's service has run once more than INVOCATION, and with which exit status.
run_behind() { # UNIT INVOCATION
    local deadline=$((SECONDS + 90)) now
    while :; do
        now=$(systemctl show --property InvocationID --value "$1")
        if [ "$now" != "$2" ] && [ "$(systemctl show --property ActiveState --value "$1")" != activating ]; then break; fi
        [ $SECONDS -lt $deadline ] || { echo "$1 did not run again"; return 1; }
        sleep 0.2
    done
    echo "$(systemctl show --property Result --value "$1") $(systemctl show --property ExecMainStatus --value "$1")"
}
invocation() { systemctl show --property InvocationID --value "$1"; }

# When each became active, in microseconds: what began before what.
unit_times() {
    local unit
    for unit in nmfence-before-nm NetworkManager nmfence kubelet; do
        echo "$unit $(systemctl show --property ActiveEnterTimestampMonotonic --value $unit.service)" \
            "$(systemctl show --property Result --value $unit.service) $(systemctl show --property ExecMainStatus --value $unit.service)"
    done
}

# The unit's own check, as JSON, with all that shuts it in; and the same without.
check_inside() {
    mkdir -p /run/systemd/system/nmfence-check.service.d
    cat >/run/systemd/system/nmfence-check.service.d/json.conf <<'UNIT'
[Service]
ExecStart=
ExecStart=/usr/local/sbin/nmfence check -o json --output-file /run/inside/check.json
ReadWritePaths=/run/inside
TimeoutStartSec=300
Environment=NMFENCE_TIMEOUT=120
UNIT
    mkdir -p /run/inside
    systemctl daemon-reload
    systemctl start nmfence-check.service
    cat /run/inside/check.json
}

# A file that takes the fence away, and its end: the path unit starts the check each time.
drift() {
    local before file=/etc/NetworkManager/conf.d/zzzz-drift.conf
    before=$(invocation nmfence-check.service)
    printf '[keyfile]\nunmanaged-devices=none\n' >$file
    run_behind nmfence-check.service "$before"
    before=$(invocation nmfence-check.service)
    rm -f $file
    run_behind nmfence-check.service "$before"
}

# A restart of NetworkManager has the fix run again.
restart_again() {
    local before
    before=$(invocation nmfence.service)
    systemctl restart NetworkManager.service
    run_behind nmfence.service "$before"
}
