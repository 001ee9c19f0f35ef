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

        var description: String {
            let way = direction == .incoming ? "in" : "out"
            return transport == .ip
                ? "IP protocol \(number) \(way)" : "\(transport.rawValue.uppercased()) \(number) \(way)"
        }
    }

    /// The rows whose conditions hold.
    let rows: [Row]
    private let uplinks: [FilterPacket.Interface]
    private let neighbourhoods: [FilterPacket.Interface]
    private let peers: [[UInt8]]

    init(_ profile: Profile, _ encapsulations: [String], in context: CheckContext) {
        let sockets = context.node.sockets
        rows = profile.requirements.flatMap { row -> [Row] in
            guard case .port(let port) = row.demand, row.isAsked(encapsulations) else { return [] }
            let isTunnel = [.ipip, .vxlan, .wireguard].contains(row.condition)
            switch port.role {
            case .node:
                var number = port.numbers[0]
                if row.condition == .vxlan, case .success(let devices)? = context.node.vxlanDevices {
                    number = devices.first { $0.name == "vxlan.calico" }?.port ?? number
                }
                return (port.isIncomingOnly ? [.incoming] : [.incoming, .outgoing]).map {
                    Row(transport: port.transport, number: number, direction: $0, isTunnel: isTunnel)
                }
            case .typha, .apiserver:
                return port.numbers.filter { number in
                    sockets.holders(of: number, .tcp).contains { holder in
                        holder.processes.contains { $0.hasPrefix("calico-typha") || $0.hasPrefix("kube-apiserver") }
                    }
                }.map { Row(transport: port.transport, number: $0, direction: .incoming, isTunnel: false) }
            }
        }
        func interface(_ name: String) -> FilterPacket.Interface {
            FilterPacket.Interface(name: name, index: NetworkFacts.index(of: name, in: context.root))
        }
        let names = NetworkFacts.uplinks(in: context.root)
        uplinks = names.map(interface)
        neighbourhoods = NetworkFacts.neighbourhoods(in: context.root).filter { !names.contains($0) }.map(interface)
        peers = context.inputs.peers.flatMap { peer in
            let endpoints =
                (try? HostAddresses.of(peer, port: 179, within: min(.seconds(3), context.deadline.remaining))) ?? []
            return endpoints.compactMap(\.bytesOfIPv4)
        }
    }

    /// Follows the packets of a row, by each interface that other nodes may be behind and from each peer that was named.
    func judge(
        _ row: Row, by rules: PacketFilterRules, isForeign: (FilterTable) -> Bool
    ) -> FilterJudge.Judgement {
        let atUplinks =
            uplinks.isEmpty && neighbourhoods.isEmpty ? [nil] : uplinks.map { $0 as FilterPacket.Interface? }
        let first = worst(atUplinks.map { judge(row, at: $0, rules, isForeign) })
        guard case .open = first, !uplinks.isEmpty || neighbourhoods.isEmpty else {
            // Other nodes may be behind another interface than the default route's.
            let others = neighbourhoods.map { judge(row, at: $0, rules, isForeign) }
            guard !others.isEmpty else { return first }
            if uplinks.isEmpty { return worst(others) }
            if others.contains(where: { if case .closed = $0 { false } else { true } }), case .closed(let place) = first
            {
                return .uncertain([place.doubted("which interface the other nodes are behind")])
            }
            return first
        }
        return first
    }

    private func judge(
        _ row: Row, at interface: FilterPacket.Interface?, _ rules: PacketFilterRules,
        _ isForeign: (FilterTable) -> Bool
    ) -> FilterJudge.Judgement {
        let senders: [[UInt8]?] = peers.isEmpty ? [nil] : peers
        return worst(
            senders.map { peer in
                let packet = FilterPacket(
                    direction: row.direction, transport: row.transport, number: row.number, interface: interface,
                    peer: peer)
                let judgement = FilterJudge(rules, packet, isTunnel: row.isTunnel, in: isForeign).judgement
                // Felix inserts the rules that let its tunnels through at the top of these chains when it starts.
                if row.isTunnel, case .closed(let place) = judgement, place.isBehindFelix { return .open }
                if row.isTunnel, case .uncertain(let places) = judgement, places.allSatisfy(\.isBehindFelix) {
                    return .open
                }
                return judgement
            })
    }

    private func worst(_ judgements: [FilterJudge.Judgement]) -> FilterJudge.Judgement {
        judgements.first { if case .closed = $0 { true } else { false } }
            ?? judgements.first { $0 != .open } ?? .open
    }
}

extension Requirement {
    /// Whether the row's condition holds, as far as the encapsulations tell.
    func isAsked(_ encapsulations: [String]) -> Bool {
        switch condition {
        // The packets that are judged are those of IPv4.
        case nil: true
        case .ipv6: false
        case .bgp: encapsulations != ["vxlan"]
        case let condition?: encapsulations.contains(condition.rawValue)
        }
    }
}

extension HostAddresses.Endpoint {
    /// The four bytes of the address; nil for one of IPv6.
    fileprivate var bytesOfIPv4: [UInt8]? {
        let parts = address.split(separator: ".").compactMap { UInt8($0) }
        return parts.count == 4 ? parts : nil
    }
}

extension FilterJudge.Place: CustomStringConvertible {
    /// Chain and rule, as `nft -a list chain` shows them.
    var description: String { "\(table) \(chain), \(what)" }

    private var what: String {
        guard let rule else { return "policy drop" }
        let comment = rule.comment.map { " \"\($0)\"" } ?? ""
        return table.isLegacy ? "rule \(rule.handle)\(comment)" : "rule handle \(rule.handle)\(comment)"
    }

    /// The same place, with a reason why it is not certain.
    func doubted(_ doubt: String) -> Self { Self(table: table, chain: chain, rule: rule, doubt: doubt, base: base) }

    /// Whether rules that Felix inserts are asked before this one: those in the chains of the table `filter` of iptables.
    var isBehindFelix: Bool { table.family == .ip && table.name == "filter" && ["INPUT", "OUTPUT"].contains(base) }

    /// Where it stands, for the report.
    func evidence(of row: FilteredTraffic.Row) -> Evidence {
        Evidence(
            path: table.isLegacy ? "\(table) \(chain)" : "nft \(table) \(chain)",
            text: what + (doubt.map { ", by \($0)" } ?? ""))
    }

    /// The command that shows the rules.
    var listing: String {
        table.isLegacy
            ? "iptables-legacy -t \(table.name) -vnL \(chain) --line-numbers" : "nft -a list chain \(table) \(chain)"
    }

    /// The command that lets a row's packets through before this place is asked.
    func command(for row: FilteredTraffic.Row) -> String {
        guard table.family == .ip, ["INPUT", "OUTPUT", "PREROUTING", "POSTROUTING"].contains(base) else {
            let match =
                row.transport == .ip ? "meta l4proto \(row.number)" : "\(row.transport.rawValue) dport \(row.number)"
            return "nft insert rule \(table) \(base) \(match) accept"
        }
        let match = row.transport == .ip ? "-p \(row.number)" : "-p \(row.transport.rawValue) --dport \(row.number)"
        let option = table.name == "filter" ? "" : " -t \(table.name)"
        return "\(table.isLegacy ? "iptables-legacy" : "iptables")\(option) -I \(base) \(match) -j ACCEPT"
    }
}
