import Base
import Netlink
public import Node
public import PacketFilter
import SystemPackage

/// The packet filter of a node's network, where it can be seen.
public enum NodePacketFilter: Sendable {
    /// These are the rules.
    case rules(Ruleset)
    /// The kernel has none: this says so.
    case none(Sighting)
    /// The node's network cannot be asked from here, and why.
    case outOfSight(String)
    /// It should have been readable, and was not.
    case unreadable(Sighting)

    /// Reads the rules; loads nothing into the kernel that is not there.
    /// - Parameter modules: of the running kernel.
    init(_ modules: KernelModules, in root: RootDirectory, by deadline: Deadline) {
        guard modules.kernel.isRunning else {
            self = .outOfSight("an image has no rules in a kernel")
            return
        }
        guard NetworkNamespace.isShared(with: root) else {
            self = .outOfSight("the rules of the node's network are seen from inside its network namespace only")
            return
        }
        let state = modules.state(of: "nf_tables", symbol: "NF_TABLES")
        // A socket of netfilter loads what answers it. So it is made only where nf_tables is there.
        let isThere = [.loaded, .builtIn].contains(state.kind)
        let tables = NetworkFacts.xtables(in: root).compactMap { XTableName($0.name, isIPv6: $0.isIPv6) }
        guard isThere || !tables.isEmpty else {
            let sources: [FilePath] = ["/sys/module", NetworkFacts.folder(in: root)]
            if let missing = sources.first(where: { !root.exists($0) }) {
                // In a bare chroot nothing of the kernel shows, whatever it has.
                self = .unreadable(Sighting(missing, "is not there"))
            } else {
                self = .none(state.sightings.first ?? Sighting("/sys/module/nf_tables", "is not there"))
            }
            return
        }
        do throws(NetlinkError) {
            self = .rules(try RulesetReader(by: deadline).read(hasNFTables: isThere, xtables: tables))
        } catch {
            self = .unreadable(Sighting("netlink nf_tables", error.description))
        }
    }
}
