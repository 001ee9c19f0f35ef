public import Base

/// Follows a packet through the chains of the packet filter and says what may become of it.
///
/// It is careful: what cannot be told from the rules alone, such as a limit, a set that packets change or the sender's
/// address, may hold or not. Calico's own chains are not followed: what they do is Calico's to say, and packets of pods
/// count as let through by its policies.
public struct Evaluation {
    /// What may become of the packet.
    public enum Outcome: Hashable, Sendable {
        /// Nothing drops it.
        case open
        /// Each of these drops it, or takes it elsewhere, in any case.
        case closed([RuleLocation])
        /// These decide, and it is not certain how.
        case uncertain([RuleLocation])
    }

    private let packet: Packet
    private let chains: [Chain]
    private let felix: FelixForward?
    private var walk: Walk

    /// - Parameters:
    ///   - felix: where Felix accepts packets of pods.
    ///   - isTunnel: whether it is a packet of Calico's tunnels, which its own chains let in.
    ///   - deadline: what is not followed by then is uncertain.
    ///   - isIncluded: whether the chains of a table count.
    public init(
        _ ruleset: Ruleset, _ packet: Packet, felix: FelixForward? = nil, isTunnel: Bool = false,
        by deadline: Deadline, in isIncluded: (Table) -> Bool = { _ in true }
    ) {
        self.packet = packet
        self.felix = felix
        walk = Walk(packet, ruleset, isTunnel: isTunnel, by: deadline)
        let points: [Chain.Hook.Point] =
            switch packet.direction {
            case .incoming: [.ingress, .prerouting, .input]
            case .outgoing: [.output, .postrouting]
            case .forwarded: [.ingress, .prerouting, .forward, .postrouting]
            }
        chains = points.flatMap { point in
            // Of chains with one priority the packet comes first to the one that was made last. Ref:
            // net/netfilter/core.c, nf_hook_entries_grow.
            ruleset.baseChains.filter { $0.hook?.point == point && $0.table.sees(packet) && isIncluded($0.table) }
                .enumerated().sorted {
                    ($0.element.hook?.priority ?? 0, -$0.offset) < ($1.element.hook?.priority ?? 0, -$1.offset)
                }
                .map(\.element)
        }
    }

    /// Follows the packet.
    /// - Returns: what may become of it, and what it may then be of its connection.
    public mutating func run() -> (outcome: Outcome, connection: ConnectionStates) {
        var closed: [RuleLocation] = []
        var uncertain: [RuleLocation] = []
        var point: Chain.Hook.Point?
        for chain in chains {
            guard let hook = chain.hook else { continue }
            if hook.point != point { walk.state.isTranslated = .no }
            point = hook.point
            guard hook.devices.isEmpty || packet.input.map({ hook.devices.contains($0.name) }) != false,
                !(hook.type == "nat" && isPastNAT)
            else { continue }
            let wasTranslated = walk.state.isTranslated
            guard felix?.acceptsAnswer(of: chain, walk.state.known.connection, isAnswer: packet.isAnswer) != true
            else { continue }
            let accepts = felix?.accepts(in: chain) ?? .no
            if accepts == .yes { walk.state.markAsAccepted() }
            let outcome = walk.follow(base: accepts == .yes ? chain.endingInAcceptance : chain, hook: hook)
            guard let first = outcome.drops.first(where: { $0.doubt == nil }) ?? outcome.drops.first else { continue }
            // What comes behind is looked at all the same: it must be mended, too.
            if first.rule == nil, accepts == .unknown {
                uncertain.append(first.doubted(FelixForward.doubt))
            } else if !outcome.accepts, isCertain(at: hook, wasTranslated) {
                closed.append(first)
            } else {
                uncertain += outcome.doubts.isEmpty ? outcome.drops : outcome.doubts
            }
        }
        let outcome: Outcome = closed.isEmpty ? uncertain.isEmpty ? .open : .uncertain(uncertain) : .closed(closed)
        return (outcome, walk.state.known.connection)
    }

    /// Chains of nat see the first packet of a connection, so no answer and none that belongs to no connection. Ref:
    /// net/netfilter/nf_nat_core.c, nf_nat_inet_fn.
    private var isPastNAT: Bool {
        packet.isAnswer || !walk.state.known.connection.contains(.new) || walk.state.isTranslated == .yes
    }

    /// Whether it was certain that the packet comes to a chain.
    private func isCertain(at hook: Chain.Hook, _ wasTranslated: Answer) -> Bool {
        guard hook.devices.isEmpty || packet.input != nil else { return false }
        return hook.type != "nat" || (walk.state.known.connection == .new && wasTranslated != .unknown)
    }
}
