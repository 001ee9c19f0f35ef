import Foundation

/// A node with a running NetworkManager and the interfaces of a ``FenceCase``, used for one case after another:
/// NetworkManager is started anew for each, as after a boot, which takes less time than a sandbox of its own.
///
/// Each is used by one case at a time, see ``with(_:)``.
public final class FenceNode {
    /// What NetworkManager says of an interface.
    public struct Device: Hashable, Sendable, CustomStringConvertible {
        /// The number, as in `nmcli -f GENERAL.STATE`.
        public let state: Int
        /// Whether it is managed.
        public let isManaged: Bool

        /// As in `nm-devices`.
        public var description: String { "\(state) \(isManaged ? "managed" : "unmanaged")" }
    }

    /// Where it all happens.
    public let sandbox: LiveSandbox
    /// 42 for NetworkManager 1.42.4.
    public let minor: Int

    private static let lock = NSLock()
    /// Nodes that no case uses now; they end with the process. Guarded by ``lock``.
    private nonisolated(unsafe) static var free: [FenceNode] = []

    /// Lends a node to a case: one that another case is through with, or a new one.
    public static func with(_ body: (FenceNode) throws -> Void) throws {
        let node = try lock.withLock { free.popLast() } ?? FenceNode()
        try body(node)
        lock.withLock { free.append(node) }
    }

    /// Starts the sandbox; no case is there yet.
    private init() throws {
        sandbox = try LiveSandbox(["--workloads", "0", "--links", "none"])
        try sandbox.installNetworkManager()
        let version = try sandbox.must("chroot $NMFENCE_SANDBOX_ROOT NetworkManager --version")
        guard let minor = version.split(separator: ".").dropFirst().first.flatMap({ Int($0) }) else {
            throw LiveSandbox.Failure(description: "no version: \(version)")
        }
        self.minor = minor
        try write(Self.functions, to: "/run/functions")
        try sandbox.must("ip netns add peers")
    }

    /// Starts NetworkManager with the configuration of a case, and makes the interfaces.
    public func prepare(_ row: FenceCase) throws {
        try call("reset")
        for (path, text) in row.files { try place(text, at: path) }
        try call("age")
        try sandbox.must("nm-control start")
        try call("make_links")
        for name in row.explicitlyManaged { try call("manage \(name) \(row.isPermanent ? "permanently" : "")") }
        try call("settle")
        for (path, text) in row.lateFiles { try place(text, at: path) }
    }

    /// Takes every interface away and makes it again, as a pod's or a tunnel's comes after a fix.
    public func renewInterfaces() throws {
        try call("take_links; make_links; settle")
    }

    /// What NetworkManager says of each interface, when none is on its way any more.
    public func devices() throws -> [String: Device] {
        var devices: [String: Device] = [:]
        for line in try sandbox.must("nm-devices --settled").split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 3, let state = Int(words[1]) else {
                throw LiveSandbox.Failure(description: "not a device: \(line)")
            }
            devices[String(words[0])] = Device(state: state, isManaged: words[2] == "managed")
        }
        return devices
    }

    /// Every file from which NetworkManager takes its configuration, and nmfence's own, down to the inode and the time.
    public func files() throws -> String { try call("files") }

    /// Links, addresses and routes of all the interfaces.
    public func kernel() throws -> String { try call("kernel-state $names") }

    /// Makes NetworkManager read its files again.
    public func reload() throws { try call("call org.freedesktop.NetworkManager.Reload uint32:1; settle") }

    @discardableResult
    private func call(_ function: String) throws -> String { try sandbox.must(". /run/functions; \(function)") }

    /// Where the daemon sees it, and where nmfence does.
    private func place(_ text: String, at path: String) throws {
        for root in ["$NMFENCE_SANDBOX_ROOT/", "/"] { try write(text, to: root + path) }
    }

    private func write(_ text: String, to path: String) throws {
        let run = try sandbox.run(["bash", "-euc", "mkdir -p \"$(dirname \(path))\"; cat >\(path)"], input: text)
        guard run.status == 0 else { throw LiveSandbox.Failure(description: "\(path): \(run.errors)") }
    }

    private static let interfaces = FenceInterface.required + FenceInterface.bystanders

    /// Lines for `ip -batch`, by what they are for.
    private static var links: (made: String, configured: String, peers: String) {
        var (made, configured, peers) = ("", "", "")
        for (number, interface) in interfaces.enumerated() {
            switch interface.kind {
            case .veth:
                made += "link add \(interface.name) type veth peer name peer\(number) netns peers\n"
                peers += "link set peer\(number) up\n"
            case .bridge:
                made += "link add \(interface.name) type bridge\n"
            case .vxlan:
                made += "link add \(interface.name) type vxlan id \(number) local 10.66.0.1 dstport \(4789 + number)\n"
            }
            // NetworkManager leaves a link of these kinds alone as long as it has no address.
            if interface.kind != .veth { configured += "address add 10.55.\(number).1/32 dev \(interface.name)\n" }
            configured += "link set \(interface.name) up\n"
        }
        return (made, configured, peers)
    }

    private static var veths: String {
        interfaces.filter { $0.kind == .veth }.map(\.name).joined(separator: " ")
    }

    /// Lines of shell.
    private static var functions: String {
        let links = links
        return """
            rig=$(command -v nm-control)
            . "${rig%/*}/daemon.sh"
            names="\(interfaces.map(\.name).joined(separator: " "))"
            call() {
                dbus-send --system --print-reply=literal --dest=org.freedesktop.NetworkManager \
            "${path:-/org/freedesktop/NetworkManager}" "$@"
            }
            # An interface gets its IPv6 address when its carrier comes, which the kernel tells about a second later.
            has_own_address() {
                local ipv6=/proc/sys/net/ipv6/conf/$1 is_disabled mode
                read -r is_disabled <"$ipv6/disable_ipv6" && read -r mode <"$ipv6/addr_gen_mode" || return 1
                [ "$is_disabled" != 0 ] || [ "$mode" != 0 ] || [ -n "$(ip -6 address show dev "$1" scope link)" ]
            }
            kernel_settled() {
                local name state
                for name in \(Self.veths); do
                    read -r state <"/sys/class/net/$name/operstate" && [ "$state" = up ] || return 1
                    has_own_address "$name" || return 1
                done
                [ -z "$(ip -6 address show tentative)" ]
            }
            # The kernel first: it is asked by fewer programs.
            settled() { kernel_settled && nm_settled && kernel_settled; }
            settle() { until_true 20 settled; }
            make_links() {
                echo 0 >/proc/sys/net/ipv6/conf/default/dad_transmits
                ip -batch - <<'END'
            \(links.made)END
                until_true 20 nm_lists $names
                ip -n peers -batch - <<'END'
            \(links.peers)END
                ip -batch - <<'END'
            \(links.configured)END
            }
            are_gone() { ! nm_devices | cut -d ' ' -f 1 | grep -qxF "${names// /$'\\n'}"; }
            # From NetworkManager's sight too, or the old ones would be taken for those that are made next.
            take_links() {
                for name in $names; do
                    if [ -e "/sys/class/net/$name" ]; then ip link delete "$name"; fi
                done
                if ! nm_is_gone; then until_true 20 are_gone; fi
            }
            reset() {
                nm_is_gone || nm-control stop
                take_links
                cd "$NMFENCE_SANDBOX_ROOT"
                find {etc,run,var/lib}/NetworkManager usr/lib/NetworkManager/conf.d -mindepth 1 -delete
                rm -rf /run/nmfence /etc/network/interfaces etc/network/interfaces
                mkdir -p etc/NetworkManager/conf.d
                # Below everything that a case may say.
                printf '%s\\n' '[main]' dns=none rc-manager=unmanaged 'no-auto-default=*' \
                >usr/lib/NetworkManager/conf.d/00.conf
                printf '%s\\n' '[main]' plugins=keyfile >etc/NetworkManager/NetworkManager.conf
            }
            # Older than the daemon that reads them, without a doubt: a fix makes a daemon read again what may be \
            younger.
            age() {
                local root
                for root in "$NMFENCE_SANDBOX_ROOT" ""; do
                    find "$root"/{etc,run,usr/lib}/NetworkManager -exec touch -h -d '1 minute ago' {} + 2>/dev/null \
                    || true
                done
            }
            # As "nmcli device set NAME managed yes", and with --permanent where there is such a thing (1.58).
            manage() {
                local path
                path=$(call org.freedesktop.NetworkManager.GetDeviceByIpIface "string:$1" | tr -d ' ')
                if [ "${2:-}" = permanently ] && call org.freedesktop.NetworkManager.Device.SetManaged uint32:1 \
                uint32:11; then
                    return
                fi
                call org.freedesktop.DBus.Properties.Set string:org.freedesktop.NetworkManager.Device string:Managed \
                    variant:boolean:true
            }
            files() {
                cd "$NMFENCE_SANDBOX_ROOT"
                find etc/NetworkManager usr/lib/NetworkManager/conf.d \
                var/lib/NetworkManager/NetworkManager-intern.conf \
                    run/NetworkManager/conf.d /run/nmfence -printf '%p %y %m %i %T@ %l\\n' 2>/dev/null | sort || true
            }

            """
    }
}
