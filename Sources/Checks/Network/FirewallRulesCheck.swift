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
        "Follows the packets that nodes send each other through the node's nftables and iptables rules, in and out. "
            + "Needs root in the node's network namespace. Results that depend on the sender's address are "
            + "undetermined; give --peer."
    }
    var details: String {
        "For each required port, the first packet from another node passes the hooks ingress, prerouting and input, "
            + "and "
            + "the packet to another node passes output and postrouting, for TCP with the reply. A rule that drops the "
            + "packet or changes its address or port is a finding, also if it does so only to some packets: by chance, "
            + "by their length or by their rate. The rules of nf_tables and of legacy xtables are "
            + "read from the kernel; no module is loaded for that. IPv6 is checked if the node has a global IPv6 "
            + "address; unless calico-node has IP6 set, a peer has an IPv6 address or the node has no other, it is "
            + "uncertain whether Calico will use IPv6, so what is closed is undetermined. Calico's own chains are not "
            + "evaluated, and firewalld's only if it is not running (see firewall.firewalld). The ports of Typha and "
            + "of the API server are checked on nodes that serve them. Drops of tunnel packets in iptables' INPUT are "
            + "harmless, because Felix inserts its rules before them."
    }
    var remedy: String {
        "Insert a rule that accepts the traffic before the rule that drops it. Make the same change in the files that "
            + "the rules are loaded from."
    }

    func look(in context: CheckContext) -> Outcome {
        context.node.packetFilter.judged { follow(through: $0, in: context) }
    }

    private func follow(through ruleset: Ruleset, in context: CheckContext) -> Outcome {
        let isAsked = firewalldAnswers(for: ruleset, in: context)
        let traffic = context.traffic(profile, encapsulations)
        var (closed, possible, unclear): (Findings, Findings, Findings) = ([], [], [])
        let outcomes = traffic.outcomes(by: ruleset, isFirewalldAsked: isAsked)
        func remedy(isUsed: Bool) -> String { traffic.remedy(isUsed: isUsed, by: ruleset, isFirewalldAsked: isAsked) }
        for row in traffic.rows {
            let outcome = outcomes(row)
            switch outcome {
            case .open: break
            case .closed(let rules) where row.isUsed, .partial(let rules) where row.isUsed:
                closed.append((row, rules, outcome.isPartial))
            case .closed(let rules), .partial(let rules): possible.append((row, rules, outcome.isPartial))
            case .uncertain(let rules): unclear.append((row, rules, false))
            }
        }
        if !closed.isEmpty {
            return .fail(
                found: ([Self.words(closed)] + Self.doubts(possible, unclear)).joined(separator: "; "),
                evidence: Self.evidence(closed), remedy: remedy(isUsed: true))
        }
        if !possible.isEmpty || !unclear.isEmpty {
            return undetermined(possible, unclear, traffic.unresolved, in: context) { remedy(isUsed: false) }
        }
        if let problem = traffic.problem {
            return self.undetermined("cannot determine all traffic between nodes: \(problem.text)", [problem])
        }
        let judged = traffic.rows.map(\.description).joined(separator: ", ")
        return .pass(
            found: !ruleset.isEmpty
                ? "no rule drops \(judged)" + (isAsked ? "; for firewalld's own rules see firewall.firewalld" : "")
                : "no rules")
    }

    /// Rows and the rules that decide, and whether some of the packets get through.
    private typealias Findings = [(traffic: Traffic.Row, rules: [RuleLocation], isPartial: Bool)]

    private func undetermined(
        _ possible: Findings, _ unclear: Findings, _ unresolved: [HostAddresses.Failure], in context: CheckContext,
        remedy: () -> String
    ) -> Outcome {
        let isAddress = unclear.contains { traffic, rules, _ in
            let subject = traffic.direction == .incoming ? Packet.sender : Packet.receiver
            return rules.contains { $0.doubt?.hasPrefix(subject) == true }
        }
        let settling =
            isAddress && (context.inputs.peers.isEmpty || !unresolved.isEmpty)
            ? context.commandWithPeer(for: row.id)
            : unclear.first?.rules.first?.listing
        return .undetermined(
            because: (Self.doubts(possible, unclear) + unresolved.map(\.description)).joined(separator: "; "),
            evidence: Self.evidence(unclear + possible), remedy: settling ?? remedy())
    }

    private static func doubts(_ possible: Findings, _ unclear: Findings) -> [String] {
        let doubts = unclear.map { traffic, rules, _ in
            (rules.first?.isAnswer == true ? "replies to " : "") + "\(traffic) depends on "
                + rules.prefix(3).map { "\($0.doubt ?? "the packet") (\($0.words))" }.joined(separator: ", ")
        }
        return possible.isEmpty ? doubts : doubts + ["if Calico uses IPv6: " + words(possible)]
    }

    private static func words(_ findings: Findings) -> String {
        let each = findings.map { traffic, rules, isPartial in
            let packet = (rules.first?.isAnswer == true ? "replies to " : "") + "\(traffic)"
            let way = rules.first?.diversion.map { "\(packet) to \($0)" } ?? packet
            let what = (rules.first?.diversion == nil ? "dropped" : "redirected") + (isPartial ? " in part" : "")
            return (what: what, text: way + " by " + rules.map(\.words).joined(separator: " and "))
        }
        return ["dropped", "redirected", "dropped in part", "redirected in part"].compactMap { what in
            let some = each.filter { $0.what == what }.map(\.text)
            return some.isEmpty ? nil : "\(what): " + some.joined(separator: "; ")
        }.joined(separator: "; ")
    }

    private static func evidence(_ findings: Findings) -> [Evidence] {
        findings.flatMap { $0.rules.map(\.evidence) }.unique
    }

    /// Whether firewalld can be asked about its own rules. Where not, whatever the reason, they are followed like all
    /// others.
    private func firewalldAnswers(for ruleset: Ruleset, in context: CheckContext) -> Bool {
        guard ruleset.tableNames.contains("firewalld") || ruleset.hasFirewalldChains else { return false }
        do throws(BusError) {
            guard let connection = try context.connectionToBus() else { return false }
            return try Firewalld(connection, by: context.deadline.capped(at: .seconds(5))) != nil
        } catch { return false }
    }
}
