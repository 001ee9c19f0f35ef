public import Base
public import Node
import SystemPackage

/// What networkd.conf(5) says of routes, rules and next hops that systemd-networkd did not make itself.
///
/// Unless told otherwise it takes them away when it starts and when it configures a link, Calico's with them.
public struct NetworkdSettings: Hashable, Sendable {
    /// Something of others' that it can be told to leave alone.
    public enum Foreign: String, Hashable, Sendable, CaseIterable {
        /// Routes: those of BIRD, by way of the node's own interface.
        case routes = "ManageForeignRoutes"
        /// Policy rules: those of WireGuard and of egress gateways.
        case rules = "ManageForeignRoutingPolicyRules"
        /// Next hops.
        case nextHops = "ManageForeignNextHops"

        /// The version of systemd that first has the setting. Before it nothing can be said
        /// against it.
        public var since: Int {
            switch self {
            case .routes: 246
            case .rules: 249
            case .nextHops: 256
            }
        }
    }

    private let last: [Foreign: SystemdFile.Setting]

    /// Reads the file and its drop-ins.
    /// - Parameter version: of systemd.
    /// - Throws: where one counts, and cannot be read from here.
    public init(in root: RootDirectory, for version: Int) throws(FileError) {
        let reader = try SystemdFolders.Reader(NetworkFiles.account, in: root)
        let folders = SystemdFolders(in: root, readBy: reader)
        var settings: [SystemdFile.Setting] = []
        // The vendor's own file counts since 254, where the administrator has none.
        for parent in version >= 254 ? SystemdFolders.parents : ["/etc"] {
            let path = parent.appending("systemd/networkd.conf")
            guard try root.hasEntry(path) else { continue }
            settings += try folders.settings(of: path)?.settings(read: version) ?? []
            break
        }
        for path in try folders.files(in: "systemd/networkd.conf.d", suffix: ".conf") {
            settings += try folders.settings(of: path)?.settings(read: version) ?? []
        }
        var last: [Foreign: SystemdFile.Setting] = [:]
        for setting in settings where setting.section == "Network" && setting.value.systemdBoolean != nil {
            guard let foreign = Foreign(rawValue: setting.key), version >= foreign.since else { continue }
            last[foreign] = setting
        }
        self.last = last
    }

    /// Whether it takes away what others made: the setting's value, or what holds without one.
    public func takesAway(_ foreign: Foreign) -> Bool { last[foreign]?.value.systemdBoolean ?? true }

    /// The assignment that says so; nil where there is none.
    public func evidence(of foreign: Foreign) -> Evidence? { last[foreign]?.evidence }
}
