# shellcheck shell=bash
# The sandbox's bus and NetworkManager: starting, asking, waiting. Sourced by the programs in this folder.
#
# Needs NMFENCE_SANDBOX_ROOT, NMFENCE_SANDBOX_LOG and NMFENCE_SANDBOX_DIR, which scripts/nm-sandbox sets. Everything waits for a
# condition with a deadline; the pauses in between only keep the polling cheap.

in_root() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 chroot "$NMFENCE_SANDBOX_ROOT" "$@"; }

# A call on the bus, by nothing but the one program: waiting is a hundred of them.
ask() (
    exec -c chroot "$NMFENCE_SANDBOX_ROOT" /usr/bin/dbus-send --system --reply-timeout=5000 --type=method_call "$@" 2>/dev/null
)

# until_true SECONDS COMMAND…: 0 as soon as COMMAND succeeds, 1 when the time is over.
until_true() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        pause
    done
}

# A twentieth of a second, without a program for it: nobody ever writes there.
pause() {
    [ -p "$NMFENCE_SANDBOX_DIR/pause" ] || mkfifo "$NMFENCE_SANDBOX_DIR/pause" 2>/dev/null || :
    read -rt 0.05 <>"$NMFENCE_SANDBOX_DIR/pause" || :
}

bus_start() { in_root dbus-daemon --system --fork --nopidfile --print-pid=3 3>"$NMFENCE_SANDBOX_DIR/bus.pid" </dev/null; }

nm_pid() {
    local pid key value name="" state=""
    read -r pid 2>/dev/null <"$NMFENCE_SANDBOX_DIR/nm.pid" || return 1
    while read -r key value _; do
        case "$key" in Name:) name=$value ;; State:) state=$value && break ;; esac
    done 2>/dev/null <"/proc/$pid/status" || return 1
    # A pid is used again after its process is gone, and a process that ended is a zombie until it is reaped.
    case "$name $state" in
        *" Z") return 1 ;;
        "NetworkManager "* | "sh "*) printf '%s\n' "$pid" ;;
        *) return 1 ;;
    esac
}

# The bus notices an end a moment after the kernel, and gives the name to nobody else before.
nm_has_left() {
    nm_is_gone && [[ $(ask --print-reply=literal --dest=org.freedesktop.DBus / \
        org.freedesktop.DBus.NameHasOwner string:org.freedesktop.NetworkManager) != *true* ]]
}

nm_is_gone() { ! nm_pid >/dev/null; }

nm_run() {
    rm -f "$NMFENCE_SANDBOX_DIR/nm.pid"
    setsid env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 chroot "$NMFENCE_SANDBOX_ROOT" \
        sh -c 'echo $$ >&3; exec 3>&-; exec /usr/sbin/NetworkManager --debug' \
        3>"$NMFENCE_SANDBOX_DIR/nm.pid" >>"$NMFENCE_SANDBOX_LOG" 2>&1 </dev/null &
    until_true 10 test -s "$NMFENCE_SANDBOX_DIR/nm.pid"
}

nm_call() { ask --print-reply=literal --dest=org.freedesktop.NetworkManager "$@"; }

nm_started() {
    # A daemon that died will not finish its start: stop waiting for it.
    nm_is_gone && return 0
    [[ $(nm_call /org/freedesktop/NetworkManager org.freedesktop.DBus.Properties.Get \
        string:org.freedesktop.NetworkManager string:Startup) == *"boolean false"* ]]
}

# nm_launch SECONDS: starts it, and waits until it is through with its start.
nm_launch() { nm_run && until_true "$1" nm_started && ! nm_is_gone; }

# Lines "INTERFACE STATE MANAGED", sorted, of every device that the daemon has on the bus.
nm_devices() {
    ask --print-reply --dest=org.freedesktop.NetworkManager /org/freedesktop \
        org.freedesktop.DBus.ObjectManager.GetManagedObjects | awk '
        /^ *object path "/ && depth($0) <= 9 { flush(); device = index($0, "/NetworkManager/Devices/") > 0 }
        /^ *string "org\.freedesktop\./ && depth($0) <= 18 {
            inside = device && $0 ~ /"org\.freedesktop\.NetworkManager\.Device"/; next }
        inside && /^ *string "(Interface|State|Managed)"$/ { key = $2; next }
        inside && key != "" { sub(/^ *variant */, ""); sub(/^(string|uint32|boolean) */, ""); gsub(/"/, "")
                              found[key] = $0; key = "" }
        END { flush(); for (i = 1; i <= count; i++) print lines[i] }
        function depth(line) { match(line, /^ */); return RLENGTH }
        function flush() {
            if ("\"Interface\"" in found)
                insert(found["\"Interface\""] " " found["\"State\""] " " \
                    (found["\"Managed\""] == "true" ? "managed" : "unmanaged"))
            split("", found) }
        function insert(line, i) {
            for (i = ++count; i > 1 && lines[i - 1] > line; i--) lines[i] = lines[i - 1]
            lines[i] = line }'
}

# nm_lists NAME…: whether every one of these interfaces is a device of the daemon.
nm_lists() {
    local table name
    table=$'\n'$(nm_devices)
    for name; do [[ $table == *$'\n'"$name "* ]] || return 1; done
}

# nm_settled: no device is on its way, and the states are the same in five looks in a row. NetworkManager has no property that
# says "I am through with the links that came after my start", so standing still is what can be observed.
nm_settled() {
    local before now look
    before=$(nm_devices)
    [ -n "$before" ] || return 1
    for look in 1 2 3 4 5; do
        [[ ! $before =~ \ (0|20|40|50|60|80|90|110)\  ]] || return 1
        pause
        now=$(nm_devices)
        [ "$now" = "$before" ] || return 1
    done
    : "$look"
}
