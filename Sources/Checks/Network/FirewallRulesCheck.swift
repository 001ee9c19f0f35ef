import Base
import DBus
import Fence
import Node
import PacketFilter
import Requirements

/// Whether the rules that packets pass in the kernel let in and out what Calico's nodes send each other.
struct FirewallRulesCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]
    let profile: Profile

    var decision: String {
        "The rules of nf_tables and of the older xtables are read from the kernel, as root and where nf_tables is "
            + "loaded already. For each row of ports the first packet from another node is followed through every "
            + "chain of the hooks ingress, prerouting and input, and the one to another node through output and "
            + "postrouting, for TCP also the answer, with the node's own address and those of --peer HOST. A rule that "
            + "drops it is in the way, and so is one that gives it another address or port. What depends on facts that "
            + "no one has told, such as the sender's address, is undetermined and the rule is named. IPv6 is judged "
            + "where it is on and the node has a global address of it: as Calico's own where a running calico-node has "
            + "IP6, a peer has an address of it or the node has no other; elsewhere what is closed is undetermined, as "
            + "nothing tells whether Calico will use it. Calico's chains are not judged, nor firewalld's where it "
            + "runs: firewall.firewalld asks it. The ports of Typha and of the API server are judged where they are "
            + "served on this node. A chain INPUT of iptables may drop tunnels: Felix puts its own rules before it."
    }
    var remedy: String {
        "Put a rule that accepts before the one that drops, and the same into the files that the rules are loaded from."
    }

    func look(in context: CheckContext) -> Outcome {
        context.node.packetFilter.judged { follow(through: $0, in: context) }
    }

    private func follow(through ruleset: Ruleset, in context: CheckContext) -> Outcome {
        let isAsked = firewalldAnswers(for: ruleset, in: context)
        let traffic = context.traffic(profile, encapsulations)
        var (closed, possible, unclear): (Findings, Findings, Findings) = ([], [], [])
        for row in traffic.rows {
            let outcome = traffic.outcome(
                of: row, by: ruleset, in: { !Self.isCalicos($0) && !(isAsked && Ruleset.isFirewallds($0)) })
            switch isAsked ? outcome.without(ruleset.isFirewallds) : outcome {
            case .open: break
            case .closed(let rules) where row.isUsed: closed.append((row, rules))
            case .closed(let rules): possible.append((row, rules))
            case .uncertain(let rules): unclear.append((row, rules))
            }
        }
        if !closed.isEmpty {
            return .fail(
                found: ([Self.words(closed)] + Self.doubts(possible, unclear)).joined(separator: "; "),
                evidence: Self.evidence(closed), remedy: Self.commands(closed))
        }
        if !possible.isEmpty || !unclear.isEmpty {
            return undetermined(possible, unclear, traffic.unresolved, in: context)
        }
        if let problem = traffic.problem {
            return self.undetermined("what nodes send each other is not known for certain: \(problem.text)", [problem])
        }
        let judged = traffic.rows.map(\.description).joined(separator: ", ")
        return .pass(
            found: !ruleset.isEmpty
                ? "no rule drops \(judged)" + (isAsked ? "; firewalld's own are asked for by firewall.firewalld" : "")
                : "the packet filter has no rules")
    }

    private typealias Findings = [(traffic: Traffic.Row, rules: [RuleLocation])]

    private func undetermined(
        _ possible: Findings, _ unclear: Findings, _ unresolved: [HostAddresses.Failure], in context: CheckContext
    ) -> Outcome {
        let isAddress = unclear.contains { traffic, rules in
            let subject = traffic.direction == .incoming ? Packet.sender : Packet.receiver
            return rules.contains { $0.doubt?.hasPrefix(subject) == true }
        }
        let settling =
            isAddress && (context.inputs.peers.isEmpty || !unresolved.isEmpty)
            ? context.commandWithPeer(for: row.id)
            : unclear.first?.rules.first?.listing
        return .undetermined(
            because: (Self.doubts(possible, unclear) + unresolved.map(\.description)).joined(separator: "; "),
            evidence: Self.evidence(unclear + possible), remedy: settling ?? Self.commands(possible))
    }

    private static func doubts(_ possible: Findings, _ unclear: Findings) -> [String] {
        let doubts = unclear.map { traffic, rules in
            (rules.first?.isAnswer == true ? "answers to " : "") + "\(traffic) depends on "
                + rules.prefix(3).map { "\($0.doubt ?? "the packet") (\($0.words))" }.joined(separator: ", ")
        }
        return possible.isEmpty ? doubts : doubts + ["where Calico is told to use IPv6: " + words(possible)]
    }

    private static func words(_ findings: Findings) -> String {
        let each = findings.map { traffic, rules in
            let packet = (rules.first?.isAnswer == true ? "answers to " : "") + "\(traffic)"
            let way = rules.first?.diversion.map { "\(packet) to \($0)" } ?? packet
            return (rules.first?.diversion != nil, way + " by " + rules.map(\.words).joined(separator: " and "))
        }
        return [("dropped: ", each.filter { !$0.0 }), ("taken elsewhere: ", each.filter(\.0))].filter { !$0.1.isEmpty }
            .map { $0 + $1.map(\.1).joined(separator: "; ") }.joined(separator: "; ")
    }

    private static func evidence(_ findings: Findings) -> [Evidence] {
        findings.flatMap { $0.rules.map(\.evidence) }.unique
    }

    private static func commands(_ findings: Findings) -> String {
        findings.flatMap { traffic, rules in rules.map { $0.command(for: traffic) } }.unique
            .joined(separator: " && ")
    }

    /// Calico's own tables of nf_tables. Its chains in others' tables are known by their names.
    private static func isCalicos(_ table: Table) -> Bool { table.name == "calico" }

    private func firewalldAnswers(for ruleset: Ruleset, in context: CheckContext) -> Bool {
        guard ruleset.tableNames.contains("firewalld") || ruleset.hasFirewalldChains,
            let connection = context.connectionToBus
        else { return false }
        return (try? Firewalld(connection, by: context.deadline.capped(at: .seconds(5)))) != nil
    }
}
