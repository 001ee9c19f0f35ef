import Base
import Fence
import Node
import PacketFilter
import Requirements

/// Whether the rules that packets pass in the kernel let through what the node forwards for its pods.
struct FirewallForwardCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]
    let profile: Profile

    var decision: String {
        "Follows packets of pods through the node's nftables and iptables rules: to and from the uplink, each "
            + "tunnel and "
            + "other pods. Needs root in the node's network namespace. Results that depend on another node's address "
            + "are undetermined; give --peer."
    }
    var details: String {
        "TCP and UDP packets and the replies to them pass the hooks ingress, prerouting, forward and postrouting, over "
            + "IPv4 and, if enabled, IPv6. Addresses come from the node's routes and --peer. Rules about a single port "
            + "are ignored. Calico's policies are assumed to allow the packets: since 3.16 Felix marks such packets in "
            + "the chain cali-FORWARD, which it inserts at the top of iptables' FORWARD, and accepts them at the end "
            + "of FORWARD. A DROP policy of that chain is therefore harmless; a drop before its end, or in another "
            + "table, is not. If Calico's rules exist they are evaluated as they are, otherwise as Felix will write "
            + "them."
    }
    var remedy: String {
        "Insert a rule that accepts packets of pods before the rule that drops them. Make the same change in the files "
            + "that the rules are loaded from."
    }

    func look(in context: CheckContext) -> Outcome {
        context.node.packetFilter.judged { ruleset in
            follow(ForwardedTraffic(profile, encapsulations, by: ruleset, in: context), in: context)
        }
    }

    private func follow(_ traffic: ForwardedTraffic, in context: CheckContext) -> Outcome {
        var (closed, possible, unclear) = (Findings(), Findings(), Findings())
        let outcomes = traffic.outcomes()
        for (flow, transport) in traffic.rows {
            let outcome = outcomes((flow, transport))
            switch outcome {
            case .open: break
            case .closed(let rules) where flow.isUsed, .partial(let rules) where flow.isUsed:
                closed.add(flow, transport, rules, isPartial: outcome.isPartial)
            case .closed(let rules), .partial(let rules):
                possible.add(flow, transport, rules, isPartial: outcome.isPartial)
            case .uncertain(let rules): unclear.add(flow, transport, rules)
            }
        }
        let doubts = unclear.doubts + (possible.isEmpty ? [] : ["if Calico uses IPv6: " + possible.words])
        if !closed.isEmpty {
            return .fail(
                found: ([closed.words] + doubts).joined(separator: "; "),
                evidence: closed.evidence, remedy: traffic.remedy(isUsed: true))
        }
        if !doubts.isEmpty {
            let isAddress = unclear.rules.contains(where: \.dependsOnAddress)
            return .undetermined(
                because: doubts.joined(separator: "; "),
                evidence: unclear.evidence + possible.evidence,
                remedy: isAddress && context.inputs.peers.isEmpty
                    ? context.commandWithPeer(for: row.id)
                    : unclear.rules.first?.listing ?? traffic.remedy(isUsed: false))
        }
        if let problem = traffic.problem {
            return undetermined("cannot determine all traffic of pods: \(problem.text)", [problem])
        }
        let judged = traffic.flows.map(\.description).joined(separator: ", ")
        return .pass(found: "no rule drops packets \(judged)")
    }
}

/// What was found of the flows, put together by the rules that decide.
private struct Findings {
    private typealias Packets = [(flow: String, transport: Packet.Transport)]

    /// The rules that decide, whether some of the packets get through, and which these are.
    private var found: [(rules: [RuleLocation], isPartial: Bool, packets: Packets)] = []

    var isEmpty: Bool { found.isEmpty }
    var rules: [RuleLocation] { found.flatMap(\.rules) }
    var evidence: [Evidence] { rules.map(\.evidence).unique }

    mutating func add(
        _ flow: ForwardedTraffic.Flow, _ transport: Packet.Transport, _ rules: [RuleLocation],
        isPartial: Bool = false
    ) {
        let packet = (flow: flow.description, transport: transport)
        let words = rules.map(\.words)
        if let index = found.firstIndex(where: { $0.rules.map(\.words) == words && $0.isPartial == isPartial }) {
            found[index].packets.append(packet)
        } else {
            found.append((rules, isPartial, [packet]))
        }
    }

    /// `packets` where both transports have the same outcome, else the one.
    private func names(_ packets: Packets) -> String {
        let flows = packets.map(\.flow).unique
        return flows.map { flow in
            let transports = packets.filter { $0.flow == flow }.map(\.transport).unique
            return (transports.count > 1 ? "packets" : transports[0].rawValue.uppercased()) + " \(flow)"
        }.joined(separator: ", ")
    }

    var words: String {
        found.map { rules, isPartial, packets in
            let answers = rules.first?.isAnswer == true ? "replies to " : ""
            let way = rules.first?.diversion.map { "redirected to \($0)" } ?? "dropped"
            return way + (isPartial ? " in part: " : ": ") + answers + names(packets) + " by "
                + rules.map(\.words).unique.joined(separator: " and ")
        }.joined(separator: "; ")
    }

    var doubts: [String] {
        found.map { rules, _, packets in
            (rules.first?.isAnswer == true ? "replies to " : "") + names(packets) + " depends on "
                + rules.prefix(3).map { "\($0.doubt ?? "the packet") (\($0.words))" }.unique.joined(separator: ", ")
        }
    }
}
