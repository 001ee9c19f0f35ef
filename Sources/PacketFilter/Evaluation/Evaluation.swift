public import Base

/// Follows a packet through the chains of the packet filter and says what may become of it.
///
/// It is careful: what cannot be told from the rules alone, such as a limit, a set that packets change or the sender's
/// address, may hold or not. Where packets of some lengths get through and others do not, or a random choice decides,
/// some of them are lost for certain. Calico's own chains are not followed: what they do is Calico's to say, and
/// packets of pods count as let through by its policies.
public struct Evaluation {
    /// What may become of the packet.
    public enum Outcome: Hashable, Sendable {
        /// Nothing drops it.
        case open
        /// Each of these drops it, or takes it elsewhere, in any case.
        case closed([RuleLocation])
        /// Each of these drops some of the packets, or takes them elsewhere: by chance, by what differs from packet to
        /// packet, or by how many come. Of one rule others get through, and where it drops the few that come within a
        /// limit, those may be few. Of several it is not said whether any gets through all.
        case partial([RuleLocation])
        /// These decide, and it is not certain how.
        case uncertain([RuleLocation])
    }

    private let chains: [Chain]
    private let felix: FelixForward?
    private var walk: Walk
    private var packet: Packet { walk.packet }

    /// Whether it is not known what becomes of the packet in a chain of nat, which only the first packet of a
    /// connection comes to: what it does is done to all of them. Of a connection there may be but one, whose first
    /// packet has one length.
    private var isOpenInNAT = false

    /// - Parameters:
    ///   - felix: where Felix accepts packets of pods.
    ///   - isTunnel: whether it is a packet of Calico's tunnels, which its own chains let in.
    ///   - deadline: what is not followed by then is uncertain.
    ///   - isIncluded: whether the chains of a table count.
    public init(
        _ ruleset: Ruleset, _ packet: Packet, felix: FelixForward? = nil, isTunnel: Bool = false,
        by deadline: Deadline, in isIncluded: (Table) -> Bool = { _ in true }
    ) {
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

    /// The rules with limits of rates that the packets of a tunnel come to in any case, of which there are many at
    /// times.
    public func limits() -> Set<Rule.Place> {
        var other = self
        // Where both ways are one connection, most packets are not the first.
        other.walk = walk.begun(with: packet.transport == .ip ? packet.later : packet)
        _ = other.follow()
        return other.walk.limits
    }

    /// Follows the packet.
    /// - Returns: what may become of it, and what it may then be of its connection.
    public mutating func run() -> (outcome: Outcome, connection: ConnectionStates) {
        let (found, connection) = follow()
        let (varieties, isWhole) = varieties(by: found.uncertain)
        guard varieties.count > 1 else { return (found.outcome, connection) }
        var budget = isWhole ? Self.splitLimit : 0
        let busy = packet.transport == .ip && !isWhole ? limits() : []
        let isClosed = !found.closed.isEmpty
        let parts = varieties.flatMap { self.parts(of: $0, busy, &budget, isClosed: isClosed) }
        guard isClosed else { return (Self.joined(parts, isWhole: isWhole) ?? found.outcome, connection) }
        // What drops some of the packets elsewhere is to be mended, too.
        return (.closed((found.closed + parts.filter(\.isCertain).flatMap(\.found.closed)).unique), connection)
    }

    /// The varieties of the packet that rules may tell apart, and whether there are no others.
    private func varieties(by rules: [RuleLocation]) -> (varieties: [PacketVariety], isWhole: Bool) {
        func ask(_ reasons: String...) -> Bool {
            rules.contains { rule in reasons.contains { rule.doubt?.hasPrefix($0) == true } }
        }
        var varieties = [packet.variety]
        if !isOpenInNAT, ask(Packet.size, Packet.content) {
            varieties = packet.variety.partsByLength(isIPv6: packet.isIPv6)
        }
        let (areDrawn, areLimited) = (ask(Packet.chance), ask(PacketLimit.reason))
        if areDrawn { varieties = varieties.flatMap(\.samplesByDraw) }
        if areLimited { varieties = varieties.flatMap(\.samplesByRate) }
        return (varieties, !areDrawn && !areLimited)
    }

    /// How often varieties are split for one packet.
    private static let splitLimit = 24

    /// The rules that drop a packet, or may.
    private struct Found {
        let closed, uncertain: [RuleLocation]

        /// What may become of it by them.
        var outcome: Outcome {
            closed.isEmpty ? uncertain.isEmpty ? .open : .uncertain(uncertain) : .closed(closed)
        }
    }

    /// Packets of a variety.
    private struct Part {
        /// What becomes of them.
        let found: Found
        /// Whether there are packets of their lengths for certain.
        let isSent: Bool
        /// Whether there are such packets for certain.
        let isCertain: Bool
    }

    /// What becomes of those of the packets that are of a variety, in parts where it is not the same for all.
    /// - Parameter isClosed: whether it is known that none of them get through, and only what drops them is asked.
    private func parts(
        of variety: PacketVariety, _ busy: Set<Rule.Place>, _ budget: inout Int, isClosed: Bool
    ) -> [Part] {
        let part = part(variety, busy)
        let isSettled = part.found.uncertain.isEmpty || (!isClosed && !part.found.closed.isEmpty)
        guard !isSettled, budget > 0, let halves = variety.halves else { return [part] }
        budget -= 1
        return halves.flatMap { parts(of: $0, busy, &budget, isClosed: isClosed) }
    }

    /// What becomes of those of the packets that are of a variety.
    private func part(_ variety: PacketVariety, _ busy: Set<Rule.Place>) -> Part {
        var other = self
        other.walk = walk.begun(with: packet.narrowed(to: variety), busyLimits: busy)
        let found = other.follow().found
        return Part(found: found, isSent: variety.isSent, isCertain: variety.isSent && !other.walk.isGuess)
    }

    /// What becomes of packets of several varieties; nil where that is not certain.
    /// - Parameter isWhole: whether there are no packets of others.
    private static func joined(_ parts: [Part], isWhole: Bool) -> Outcome? {
        if isWhole, parts.allSatisfy({ $0.found.outcome == .open }) { return .open }
        let rules = parts.filter(\.isCertain).flatMap(\.found.closed).unique
        guard !rules.isEmpty else { return nil }
        if isWhole, !parts.contains(where: \.found.closed.isEmpty) { return .closed(rules) }
        return parts.contains { $0.found.outcome == .open && $0.isSent } ? .partial(rules) : nil
    }

    private mutating func follow() -> (found: Found, connection: ConnectionStates) {
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
            if hook.type == "nat", outcome.accepts || !outcome.doubts.isEmpty { isOpenInNAT = true }
            // What comes behind is looked at all the same: it must be mended, too.
            if first.rule == nil, accepts == .unknown {
                uncertain.append(first.doubted(FelixForward.doubt))
            } else if hook.type == "nat", !walk.ruleset.tracksConnections(of: packet) {
                uncertain.append(first.doubted("whether connections are tracked, which no rule here asks for"))
            } else if !outcome.accepts, isCertain(at: hook, wasTranslated) {
                closed.append(first)
            } else {
                uncertain += outcome.doubts.isEmpty ? outcome.drops : outcome.doubts
            }
        }
        return (Found(closed: closed, uncertain: uncertain), walk.state.known.connection)
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
