import DBus
import Node
import Requirements

/// What nodes send each other by the profile's table of network requirements, as the packet filter of this node sees it.
struct FilteredTraffic {
    /// A row of the table, one way.
    struct Row: Hashable, CustomStringConvertible {
        let transport: Demand.Port.Transport
        let number: UInt16
        let direction: FilterPacket.Direction
        let isTunnel: Bool
        let isIPv6: Bool
        /// Whether Calico uses it for sure; otherwise it would, were it told to use IPv6.
        let isUsed: Bool

        var description: String {
            let way = (direction == .incoming ? "in" : "out") + (isIPv6 ? " over IPv6" : "")
            return transport == .ip
                ? "IP protocol \(number) \(way)" : "\(transport.rawValue.uppercased()) \(number) \(way)"
        }
    }

    /// The rows whose conditions hold.
    let rows: [Row]
    private let ways: [Bool: Ways]
    /// Why the addresses of peers that were named are not known.
    let unresolved: [HostAddresses.Failure]
    private let peers: [[UInt8]]
    private let deadline: Deadline

    /// The interfaces that other nodes may be behind, for one version of IP.
    private struct Ways {
        var uplinks: [FilterPacket.Interface] = []
        var neighbourhoods: [FilterPacket.Interface] = []
        /// The node's addresses by the interface that has them.
        var addresses: [String: [[UInt8]]] = [:]
    }

    init(_ profile: Profile, _ encapsulations: [String], in context: CheckContext) {
        deadline = context.deadline
        var (peers, unresolved): ([[UInt8]], [HostAddresses.Failure]) = ([], [])
        for peer in context.inputs.peers {
            let limit = min(.seconds(3), context.deadline.remaining)
            do throws(HostAddresses.Failure) {
                peers += try context.addresses.endpoints(of: peer, port: 179, within: limit).map(\.addressBytes)
            } catch { unresolved.append(error) }
        }
        (self.peers, self.unresolved) = (peers, unresolved)
        let addresses = context.node.addresses
        // That all peers have IPv4 is known only where all are known.
        let versions = IPVersions(peers: unresolved.isEmpty ? peers : peers.filter { $0.count == 16 }, in: context)
        rows = profile.requirements.flatMap { row -> [Row] in
            guard case .port(let port) = row.demand, row.isAsked(encapsulations) else { return [] }
            return [(4, versions.version4), (6, versions.version6)].flatMap { version, use -> [Row] in
                guard use != .no, port.versions.contains(version) else { return [] }
                // What everybody asks for has one address, and that is of IPv4 wherever there is one.
                let isUsed = use == .yes && (version == 4 || port.role == .node || versions.version4 == .no)
                return Self.rows(row, port, isIPv6: version == 6, isUsed: isUsed, in: context)
            }
        }
        ways = [false: Self.ways(false, addresses, in: context), true: Self.ways(true, addresses, in: context)]
    }

    private static func rows(
        _ row: Requirement, _ port: Demand.Port, isIPv6: Bool, isUsed: Bool, in context: CheckContext
    ) -> [Row] {
        func rows(_ number: UInt16) -> [Row] {
            (port.isIncomingOnly ? [.incoming] : [.incoming, .outgoing]).map { direction in
                Row(
                    transport: port.transport, number: number, direction: direction,
                    isTunnel: [.ipip, .vxlan, .wireguard].contains(row.condition), isIPv6: isIPv6, isUsed: isUsed)
            }
        }
        switch port.role {
        case .node:
            var number = port.numbers[0]
            if row.condition == .vxlan, case .success(let devices)? = context.node.vxlanDevices {
                let own = isIPv6 ? "vxlan-v6.calico" : "vxlan.calico"
                number = devices.first { $0.name == own }?.port ?? number
            }
            return rows(number)
        case .typha, .apiserver:
            return port.numbers.filter { number in
                context.node.sockets.holders(of: number, .tcp).contains { holder in
                    holder.processes.contains { $0.hasPrefix("calico-typha") || $0.hasPrefix("kube-apiserver") }
                }
            }.flatMap(rows)
        }
    }

    private static func ways(_ isIPv6: Bool, _ addresses: [InterfaceAddress], in context: CheckContext) -> Ways {
        let addresses = addresses.filter { $0.isIPv6 == isIPv6 }
        func interface(_ name: String) -> FilterPacket.Interface {
            let index = addresses.first { $0.interface == name }?.index
            return FilterPacket.Interface(name: name, index: index ?? NetworkFacts.index(of: name, in: context.root))
        }
        let names = NetworkFacts.uplinks(in: context.root, isIPv6: isIPv6)
        let others = isIPv6 ? addresses.map(\.interface) : NetworkFacts.neighbourhoods(in: context.root)
        var ways = Ways(uplinks: names.map(interface))
        for name in others where !names.contains(name) && !ways.neighbourhoods.contains(where: { $0.name == name }) {
            ways.neighbourhoods.append(interface(name))
        }
        for (name, own) in Dictionary(grouping: addresses.filter { !$0.isSecondary }, by: \.interface) {
            // An address without a network beside one with a network moves between nodes.
            let resident = own.filter { isIPv6 || $0.prefix < 32 }
            ways.addresses[name] = (resident.isEmpty ? own : resident).map(\.bytes)
        }
        return ways
    }

    // MARK: Judging

    /// Follows the packets of a row, by each interface that other nodes may be behind and from each peer that was named.
    func judge(
        _ row: Row, by rules: FilterRuleset, isForeign: (FilterTable) -> Bool
    ) -> FilterJudge.Judgement {
        let ways = ways[row.isIPv6] ?? Ways()
        func judge(_ interface: FilterPacket.Interface?) -> FilterJudge.Judgement {
            let own = interface.flatMap { ways.addresses[$0.name] } ?? []
            let judgements = (own.isEmpty ? [nil] : own.map(Optional.some)).map {
                self.judge(row, at: interface, own: $0, rules, isForeign)
            }
            return agreed(judgements, or: "which of the node's addresses is used")
        }
        if ways.uplinks.isEmpty, ways.neighbourhoods.isEmpty { return judge(nil) }
        let others = ways.neighbourhoods.map(judge)
        guard !ways.uplinks.isEmpty else { return worst(others) }
        let first = worst(ways.uplinks.map(judge))
        // Other nodes may be behind another interface than the default route's.
        guard first.isClosed else { return first }
        return agreed([first] + others, or: "which interface the other nodes are behind")
    }

    private func judge(
        _ row: Row, at interface: FilterPacket.Interface?, own: [UInt8]?, _ rules: FilterRuleset,
        _ isForeign: (FilterTable) -> Bool
    ) -> FilterJudge.Judgement {
        let known = peers.filter { ($0.count == 16) == row.isIPv6 }.map(Optional.some)
        // One whose address is not known may have any.
        let peers = known.isEmpty || !unresolved.isEmpty ? known + [nil] : known
        // Rules in a table of its own come before nobody's.
        let hasOwnTable = rules.tables.contains("calico")
        return worst(
            peers.map { peer in
                let packet = FilterPacket(
                    direction: row.direction, isIPv6: row.isIPv6, transport: row.transport, number: row.number,
                    interface: interface, own: own, peer: peer)
                let first = FilterJudge(rules, packet, isTunnel: row.isTunnel, by: deadline, in: isForeign).follow()
                var judgement = first.judgement
                if row.transport == .tcp, !judgement.isClosed {
                    // Without the second packet, which goes the other way, there is no connection.
                    let answer = FilterJudge(
                        rules, packet.answer(to: first.connection), isTunnel: false, by: deadline, in: isForeign)
                    judgement = worst([answer.follow().judgement, judgement])
                }
                // Felix inserts the rules that let its tunnels through at the top of these chains when it starts.
                return row.isTunnel && !hasOwnTable ? judgement.without(\.isBehindFelix) : judgement
            })
    }

    /// The worst of the judgements; what closes the way in some of them only is not certain.
    private func agreed(_ judgements: [FilterJudge.Judgement], or doubt: String) -> FilterJudge.Judgement {
        guard !judgements.allSatisfy(\.isClosed) else { return worst(judgements) }
        return worst(
            judgements.map { judgement in
                guard case .closed(let places) = judgement else { return judgement }
                return .uncertain(places.map { $0.doubted(doubt) })
            })
    }

    private func worst(_ judgements: [FilterJudge.Judgement]) -> FilterJudge.Judgement {
        judgements.first(where: \.isClosed) ?? judgements.last { $0 != .open } ?? .open
    }
}

extension FilterJudge.Judgement {
    fileprivate var isClosed: Bool { if case .closed = self { true } else { false } }

    /// The judgement without some of the places; open where none is left.
    fileprivate func without(_ isLeftOut: (FilterJudge.Place) -> Bool) -> Self {
        switch self {
        case .open: return .open
        case .closed(let places):
            let rest = places.filter { !isLeftOut($0) }
            return rest.isEmpty ? .open : .closed(rest)
        case .uncertain(let places): return places.allSatisfy(isLeftOut) ? .open : self
        }
    }
}

extension Requirement {
    /// Whether the row's condition holds, as far as the encapsulations tell.
    func isAsked(_ encapsulations: [String]) -> Bool {
        switch condition {
        case nil, .ipv6: true
        case .bgp: encapsulations != ["vxlan"]
        case let condition?: encapsulations.contains(condition.rawValue)
        }
    }
}
