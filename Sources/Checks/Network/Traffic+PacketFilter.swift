import Base
import PacketFilter

extension Traffic {
    /// Follows the packets of a row, by each interface that other nodes may be behind and from each peer that was
    /// named.
    /// - Parameter isIncluded: whether the chains of a table count.
    func outcome(
        of row: Row, by ruleset: Ruleset, in isIncluded: (Table) -> Bool
    ) -> Evaluation.Outcome {
        let interfaces = interfaces(isIPv6: row.isIPv6)
        func follow(_ interface: Packet.Interface?) -> Evaluation.Outcome {
            let own = interface.flatMap { interfaces.addresses[$0.name] } ?? []
            let outcomes = (own.isEmpty ? [nil] : own.map(Optional.some)).map {
                outcome(of: row, at: interface, own: $0, ruleset, isIncluded)
            }
            return agreed(outcomes, or: "which of the node's addresses is used")
        }
        if interfaces.uplinks.isEmpty, interfaces.onLink.isEmpty { return follow(nil) }
        let others = interfaces.onLink.map(follow)
        guard !interfaces.uplinks.isEmpty else { return worst(others) }
        let first = worst(interfaces.uplinks.map(follow))
        // Other nodes may be behind another interface than the default route's.
        guard first.isClosed else { return first }
        return agreed([first] + others, or: "which interface the other nodes are behind")
    }

    private func outcome(
        of row: Row, at interface: Packet.Interface?, own: [UInt8]?, _ ruleset: Ruleset,
        _ isIncluded: (Table) -> Bool
    ) -> Evaluation.Outcome {
        let known = peers.filter { ($0.count == 16) == row.isIPv6 }.map(Optional.some)
        // One whose address is not known may have any.
        let peers = known.isEmpty || !unresolved.isEmpty ? known + [nil] : known
        // Rules in a table of its own come before nobody's.
        let hasOwnTable = ruleset.tableNames.contains("calico")
        return worst(
            peers.map { peer in
                let packet = Packet(
                    row.direction, row.transport, number: row.number, isIPv6: row.isIPv6, interface: interface,
                    own: own,
                    peer: peer)
                var evaluation = Evaluation(ruleset, packet, isTunnel: row.isTunnel, by: deadline, in: isIncluded)
                let first = evaluation.run()
                var outcome = first.outcome
                if row.transport == .tcp, !outcome.isClosed {
                    // Without the second packet, which goes the other way, there is no connection.
                    let answer = packet.answer(to: first.connection)
                    var evaluation = Evaluation(ruleset, answer, by: deadline, in: isIncluded)
                    outcome = worst([evaluation.run().outcome, outcome])
                }
                // Felix inserts the rules that let its tunnels through at the top of these chains when it starts.
                return row.isTunnel && !hasOwnTable ? outcome.without(\.isBehindFelix) : outcome
            })
    }

    /// The worst of the outcomes; what closes the way in some of them only is not certain.
    private func agreed(_ outcomes: [Evaluation.Outcome], or doubt: String) -> Evaluation.Outcome {
        guard !outcomes.allSatisfy(\.isClosed) else { return worst(outcomes) }
        return worst(
            outcomes.map { outcome in
                guard case .closed(let rules) = outcome else { return outcome }
                return .uncertain(rules.map { $0.doubted(doubt) })
            })
    }

    private func worst(_ outcomes: [Evaluation.Outcome]) -> Evaluation.Outcome {
        outcomes.first(where: \.isClosed) ?? outcomes.last { $0 != .open } ?? .open
    }
}

extension Evaluation.Outcome {
    fileprivate var isClosed: Bool { if case .closed = self { true } else { false } }

    /// The outcome without some of the rules; open where none is left.
    fileprivate func without(_ isLeftOut: (RuleLocation) -> Bool) -> Self {
        switch self {
        case .open: return .open
        case .closed(let rules):
            let rest = rules.filter { !isLeftOut($0) }
            return rest.isEmpty ? .open : .closed(rest)
        case .uncertain(let rules): return rules.allSatisfy(isLeftOut) ? .open : self
        }
    }
}
