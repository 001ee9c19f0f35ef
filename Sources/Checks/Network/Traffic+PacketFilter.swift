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
            return .agreed(outcomes, or: "the address of this node")
        }
        if interfaces.uplinks.isEmpty, interfaces.onLink.isEmpty { return follow(nil) }
        let others = interfaces.onLink.map(follow)
        guard !interfaces.uplinks.isEmpty else { return .worst(others) }
        let first = Evaluation.Outcome.worst(interfaces.uplinks.map(follow))
        // Other nodes may be behind another interface than the default route's.
        guard first.isClosed else { return first }
        return .agreed([first] + others, or: "the interface that leads to the other nodes")
    }

    /// The limits of rates that tunnels use up at times, when their packets come by the thousand.
    /// - Parameter isIncluded: whether the chains of a table count.
    func busyLimits(by ruleset: Ruleset, in isIncluded: (Table) -> Bool) -> Set<Rule.Place> {
        guard ruleset.limitsRates else { return [] }
        // Where Felix uses iptables it lets its tunnels through before.
        let hasOwnTable = ruleset.tableNames.contains("calico")
        func isAsked(_ table: Table) -> Bool {
            isIncluded(table) && (hasOwnTable || !table.isOfIPTables || table.name != "filter")
        }
        return rows.filter { $0.isTunnel && $0.isUsed }.reduce(into: []) { limits, row in
            let interfaces = interfaces(isIPv6: row.isIPv6)
            let all = interfaces.uplinks.isEmpty ? interfaces.onLink : interfaces.uplinks
            let interface = all.count == 1 ? all[0] : nil
            let addresses = interface.flatMap { interfaces.addresses[$0.name] } ?? []
            // What is not the same for all is left open, and then what asks for it is none that all come to.
            let own = addresses.count == 1 ? PacketAddress(addresses[0]) : .any(isIPv6: row.isIPv6)
            let peer = peers.first { ($0.count == 16) == row.isIPv6 }
            let packet = Packet(
                row.direction, row.transport, number: row.number, isIPv6: row.isIPv6, interface: interface, own: own,
                peer: peer.map { PacketAddress($0) } ?? .any(isIPv6: row.isIPv6), ephemeralPorts: localPorts)
            let evaluation = Evaluation(ruleset, packet, isTunnel: row.isTunnel, by: deadline, in: isAsked)
            limits.formUnion(evaluation.limits())
        }
    }

    private func outcome(
        of row: Row, at interface: Packet.Interface?, own: [UInt8]?, _ ruleset: Ruleset,
        _ isIncluded: (Table) -> Bool
    ) -> Evaluation.Outcome {
        let known = peers.filter { ($0.count == 16) == row.isIPv6 }.map { FarAddresses(PacketAddress($0)) }
        // One whose address is not known may have any.
        let others =
            interface.map {
                FarAddresses(behind: [$0.name], networks(isIPv6: row.isIPv6), isIPv6: row.isIPv6)
            } ?? FarAddresses(.any(isIPv6: row.isIPv6))
        let far = known.isEmpty || !unresolved.isEmpty ? known + [others] : known
        let own = own.map { PacketAddress($0) } ?? .any(isIPv6: row.isIPv6)
        let doubt = row.direction == .incoming ? Packet.sender : Packet.receiver
        // Rules in a table of its own come before nobody's.
        let hasOwnTable = ruleset.tableNames.contains("calico")
        return .worst(
            far.map { addresses in
                let outcome = addresses.outcome(or: doubt) { peer in
                    let packet = Packet(
                        row.direction, row.transport, number: row.number, isIPv6: row.isIPv6, interface: interface,
                        own: own, peer: peer, ephemeralPorts: localPorts)
                    return follow(packet, of: row, ruleset, isIncluded)
                }
                // Felix inserts the rules that let its tunnels through at the top of these chains when it starts.
                return row.isTunnel && !hasOwnTable ? outcome.without(\.isBehindFelix) : outcome
            })
    }

    /// Without the second packet of TCP, which goes the other way, there is no connection.
    private func follow(
        _ packet: Packet, of row: Row, _ ruleset: Ruleset, _ isIncluded: (Table) -> Bool
    ) -> Evaluation.Outcome {
        var evaluation = Evaluation(ruleset, packet, isTunnel: row.isTunnel, by: deadline, in: isIncluded)
        let (first, connection) = evaluation.run()
        guard row.transport == .tcp else { return first }
        // Where the first is dropped the answer is looked at all the same: both are to be mended.
        let answer = packet.answer(to: first.isClosed ? .new : connection)
        var second = Evaluation(ruleset, answer, by: deadline, in: isIncluded)
        return .both(first, second.run().outcome)
    }
}

extension Evaluation.Outcome {
    /// The outcome without some of the rules; open where none is left.
    func without(_ isLeftOut: (RuleLocation) -> Bool) -> Self {
        switch self {
        case .open: return .open
        case .closed(let rules):
            let rest = rules.filter { !isLeftOut($0) }
            return rest.isEmpty ? .open : .closed(rest)
        case .partial(let rules):
            let rest = rules.filter { !isLeftOut($0) }
            return rest.isEmpty ? .open : .partial(rest)
        case .uncertain(let rules): return rules.allSatisfy(isLeftOut) ? .open : self
        }
    }
}
