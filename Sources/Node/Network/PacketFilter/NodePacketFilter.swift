import SystemPackage

/// The packet filter of a node's network, where it can be seen.
public enum NodePacketFilter: Hashable, Sendable {
    /// These are the rules.
    case rules(PacketFilterRules)
    /// The kernel has none: this says so.
    case none(Sighting)
    /// The node's network cannot be asked from here, and why.
    case outOfSight(String)
    /// It should have been readable, and was not.
    case unreadable(Sighting)

    /// Reads the rules; loads nothing into the kernel that is not there.
    /// - Parameters:
    ///   - modules: of the running kernel.
    ///   - limit: the longest that the kernel is waited for.
    public init(_ modules: KernelModules, in root: RootDirectory, within limit: Duration) {
        guard modules.kernel.isRunning else {
            self = .outOfSight("an image has no rules in a kernel")
            return
        }
        guard NetworkNamespace.isShared(with: root) else {
            self = .outOfSight("the rules of the node's network are seen from inside its network namespace only")
            return
        }
        let state = modules.state(of: "nf_tables", symbol: "NF_TABLES")
        // The tables of the older xtables that are in use, told without loading any.
        let folder = NetworkFacts.folder(in: root)
        let tables = [("ip_tables_names", LegacyLayout.ip), ("ip6_tables_names", .ip6)].flatMap { list, layout in
            TextLines((try? root.read(folder.appending(list), limit: 4096)) ?? []).map {
                ($0.bytes.trimmedText, layout)
            }
        }.filter { ["filter", "mangle", "nat", "raw", "security"].contains($0.0) }
        do throws(NetlinkError) {
            // A socket of this family loads what answers it. So it is made only where nf_tables is there.
            let isThere = [.loaded, .builtIn].contains(state.kind)
            var rules = isThere ? try NFTables.rules(within: limit) : PacketFilterRules()
            for (table, layout) in tables { rules.chains += try LegacyTables.chains(of: table, layout) }
            rules.addressSets = try AddressSet.sets(rules.wantedAddressSets, within: limit)
            if isThere || !tables.isEmpty {
                self = .rules(rules)
            } else if let missing = ["/sys/module", folder].first(where: { !root.exists($0) }) {
                // In a bare chroot nothing of the kernel shows, whatever it has.
                self = .unreadable(Sighting(missing, "is not there"))
            } else {
                self = .none(state.sightings.first ?? Sighting("/sys/module/nf_tables", "is not there"))
            }
        } catch {
            self = .unreadable(Sighting("netlink nf_tables", error.description))
        }
    }
}

extension PacketFilterRules {
    /// The numbers of the sets of ip_set that rules ask for, but for those of Calico's chains, which nobody follows and whose
    /// sets may be long.
    fileprivate var wantedAddressSets: Set<UInt16> {
        var numbers: Set<UInt16> = []
        for chain in chains where !chain.name.hasPrefix("cali-") {
            for rule in chain.rules {
                for case .match("set", let revision, let told) in rule.steps where revision > 0 {
                    if let number = told[...].number16(at: 0) { numbers.insert(number) }
                }
            }
        }
        return numbers
    }
}
