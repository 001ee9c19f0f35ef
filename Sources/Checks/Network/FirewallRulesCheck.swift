import DBus
import Node
import Requirements

/// Whether the rules that packets pass in the kernel let in and out what Calico's nodes send each other.
struct FirewallRulesCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]
    let profile: Profile

    var decision: String {
        "The rules of nf_tables and of the older xtables are read from the kernel, as root and where nf_tables is loaded "
            + "already. For each row of ports the first packet from another node is followed through every chain of the hooks "
            + "ingress, prerouting and input, and the one to another node through output and postrouting (IPv4). What depends "
            + "on facts that no one has told, such as the sender's address, is undetermined and the rule is named; --peer "
            + "HOST tells the address. Calico's chains are not judged, nor firewalld's where it runs: firewall.firewalld "
            + "asks it. The ports of Typha and of the API server are judged where they are served on this node. A chain "
            + "INPUT of iptables may drop tunnels: Felix puts its own rules before it."
    }
    var remedy: String {
        "Put a rule that accepts before the one that drops, and the same into the files that the rules are loaded from."
    }

    func look(in context: CheckContext) -> Outcome {
        switch context.node.packetFilter {
        case .outOfSight(let reason): return skipped(reason)
        case .none(let sighting):
            return Outcome(
                .pass, expected: row.what, found: "the kernel has no packet filter loaded",
                evidence: [Evidence(sighting)])
        case .unreadable(let sighting):
            return Outcome(
                .undetermined, expected: row.what, found: "the kernel's rules cannot be read: \(sighting.text)",
                evidence: [Evidence(sighting)], remedy: "run this as root, who may read them")
        case .rules(let rules): return judge(rules, in: context)
        }
    }

    private func judge(_ rules: PacketFilterRules, in context: CheckContext) -> Outcome {
        let isAsked = firewalldAnswers(for: rules, in: context)
        let traffic = FilteredTraffic(profile, encapsulations, in: context)
        var closed: [(traffic: FilteredTraffic.Row, place: FilterJudge.Place)] = []
        var unclear: [(traffic: FilteredTraffic.Row, places: [FilterJudge.Place])] = []
        for row in traffic.rows {
            switch traffic.judge(
                row, by: rules, isForeign: { !Self.isCalicos($0) && !(isAsked && $0.name == "firewalld") })
            {
            case .open: break
            case .closed(let place): closed.append((row, place))
            case .uncertain(let places): unclear.append((row, places))
            }
        }
        if !closed.isEmpty {
            return Outcome(
                .finding, expected: row.what,
                found: "dropped: " + closed.map { "\($0.traffic) by \($0.place)" }.joined(separator: "; "),
                evidence: closed.map { $0.place.evidence(of: $0.traffic) }.unique,
                remedy: closed.map { $0.place.command(for: $0.traffic) }.unique.joined(separator: " && "))
        }
        if !unclear.isEmpty {
            let isAddress = unclear.contains {
                $0.places.contains { $0.doubt?.hasPrefix("the sender's address") == true }
            }
            return Outcome(
                .undetermined, expected: row.what,
                found: unclear.map { traffic, places in
                    "\(traffic) depends on "
                        + places.prefix(3).map { "\($0.doubt ?? "the packet") (\($0))" }
                        .joined(separator: ", ")
                }.joined(separator: "; "),
                evidence: unclear.flatMap { traffic, places in places.map { $0.evidence(of: traffic) } }.unique,
                remedy: isAddress && context.inputs.peers.isEmpty
                    ? "nmfence check --only firewall.rules --peer ADDRESS, with the address of another node"
                    : unclear.first?.places.first?.listing)
        }
        let judged = traffic.rows.map(\.description).joined(separator: ", ")
        return Outcome(
            .pass, expected: row.what,
            found: rules.chains.contains { $0.hook != nil }
                ? "no rule drops \(judged)" + (isAsked ? "; firewalld's own are asked for by firewall.firewalld" : "")
                : "the packet filter has no rules")
    }

    /// Calico's own tables of nf_tables. Its chains in others' tables are known by their names.
    private static func isCalicos(_ table: FilterTable) -> Bool { table.name == "calico" }

    private func firewalldAnswers(for rules: PacketFilterRules, in context: CheckContext) -> Bool {
        guard rules.chains.contains(where: { $0.table.name == "firewalld" }), let connection = context.connectionToBus()
        else { return false }
        return (try? Firewalld(connection, by: context.deadline.capped(at: .seconds(5)))) != nil
    }
}

extension Array where Element: Equatable {
    /// Each element once, at its first place.
    fileprivate var unique: [Element] { enumerated().filter { firstIndex(of: $1) == $0 }.map(\.element) }
}
