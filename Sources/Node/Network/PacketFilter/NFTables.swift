import Glibc
import SystemPackage

/// Reads the rules of nf_tables over netlink: the same requests that `nft list ruleset` sends, and none that changes anything.
///
/// The kernel's own expressions are read and not the words of `nft`: what iptables-nft writes is decided by matches of
/// xtables, of which the JSON of libnftables tells no more than that there is one.
public enum NFTables {
    /// Reads the rules of this process's network namespace that see packets of IPv4 or IPv6. The caller must know that nf_tables
    /// is in the kernel already: the question would load it.
    /// - Throws: `NetlinkError.refused(.notPermitted)` for who lacks CAP_NET_ADMIN.
    public static func rules(within limit: Duration) throws(NetlinkError) -> PacketFilterRules {
        var socket = try NetlinkSocket(NetlinkSocket.netfilter, within: limit, bytes: 256 << 20)
        for _ in 0..<4 {
            var generations: Set<[UInt8]> = []
            let rules = try rules(&socket, &generations)
            if generations.count < 2 { return rules }
        }
        throw .changing
    }

    /// Requests of linux/netfilter/nf_tables.h.
    private enum Request: UInt16 {
        case tables = 1, chains = 4, rules = 7, sets = 10, elements = 13
    }

    /// - Parameter generations: of the rules, one for each state that answers told of: lists belong together only where nothing
    ///   changed in between.
    private static func list(
        _ request: Request, _ socket: inout NetlinkSocket, _ generations: inout Set<[UInt8]>, family: UInt8 = 0,
        _ attributes: [UInt8] = []
    ) throws(NetlinkError) -> [NetlinkMessage] {
        let answers = try socket.list(10 << 8 | request.rawValue, [family, 0, 0, 0] + attributes)
        for answer in answers { generations.insert(Array(answer.payload.dropFirst(2).prefix(2))) }
        return answers
    }

    private static func rules(
        _ socket: inout NetlinkSocket, _ generations: inout Set<[UInt8]>
    ) throws(NetlinkError) -> PacketFilterRules {
        // A dormant table has its chains and rules, and no packet sees them.
        let dormant = Set(
            try list(.tables, &socket, &generations).filter { ($0.attributes(after: 4).big32(2) ?? 0) & 1 == 1 }
                .compactMap { FilterTable($0, name: 1) })
        var chains: [FilterChain] = []
        var indexes: [FilterSet.Key: Int] = [:]
        for message in try list(.chains, &socket, &generations) {
            guard let chain = FilterChain(message), !dormant.contains(chain.table) else { continue }
            indexes[FilterSet.Key(chain.table, chain.name)] = chains.count
            chains.append(chain)
        }
        // Nothing is dropped where no chain has a hook: rules need not be read then.
        guard !chains.isEmpty else { return PacketFilterRules() }
        var wanted: Set<FilterSet.Key> = []
        for message in try list(.rules, &socket, &generations) {
            let attributes = message.attributes(after: 4)
            guard let table = FilterTable(message, name: 1), let name = attributes.text(2),
                let index = indexes[FilterSet.Key(table, name)]
            else { continue }
            let rule = FilterRule(attributes)
            chains[index].rules.append(rule)
            for case .lookup(let set, _, _, _) in rule.steps { wanted.insert(FilterSet.Key(table, set)) }
        }
        return PacketFilterRules(chains: chains, sets: try sets(wanted, &socket, &generations))
    }

    private static func sets(
        _ wanted: Set<FilterSet.Key>, _ socket: inout NetlinkSocket, _ generations: inout Set<[UInt8]>
    ) throws(NetlinkError) -> [FilterSet.Key: FilterSet] {
        var sets: [FilterSet.Key: FilterSet] = [:]
        guard !wanted.isEmpty else { return sets }
        for message in try list(.sets, &socket, &generations) {
            let attributes = message.attributes(after: 4)
            guard let table = FilterTable(message, name: 1), let name = attributes.text(2),
                wanted.contains(FilterSet.Key(table, name)), let family = message.payload.first
            else { continue }
            var question: [UInt8] = []
            question.appendAttribute(1, Array(table.name.utf8) + [0])
            question.appendAttribute(2, Array(name.utf8) + [0])
            let answers = try list(.elements, &socket, &generations, family: family, question)
            sets[FilterSet.Key(table, name)] = FilterSet(
                flags: attributes.big32(3) ?? 0, answers.map { $0.attributes(after: 4) })
        }
        return sets
    }
}

extension FilterTable {
    /// The table that a message names, where it is of a family that sees packets of IPv4 or IPv6.
    init?(_ message: NetlinkMessage, name number: UInt16) {
        let family: Family
        switch message.payload.first {
        case 1: family = .inet
        case 2: family = .ip
        case 5: family = .netdev
        case 10: family = .ip6
        default: return nil
        }
        guard let name = message.attributes(after: 4).text(number) else { return nil }
        self.init(family, name)
    }
}

extension FilterChain {
    init?(_ message: NetlinkMessage) {
        let attributes = message.attributes(after: 4)
        guard let table = FilterTable(message, name: 1), let name = attributes.text(3) else { return nil }
        let hook = attributes.nested(4).flatMap { hook -> Hook? in
            guard let number = hook.big32(1), let priority = hook.big32(2) else { return nil }
            let devices = (hook.nested(4) ?? NetlinkAttributes([])).map {
                String(decoding: $0.value.prefix { $0 != 0 }, as: UTF8.self)
            }
            return Hook(
                Hook.Place(number, table.family), priority: Int32(bitPattern: priority), kind: attributes.text(7) ?? "",
                dropsByPolicy: attributes.big32(5) == 0, devices: devices + [hook.text(3)].compactMap { $0 })
        }
        self.init(table, name, hook: hook)
    }
}

extension FilterChain.Hook.Place {
    fileprivate init(_ number: UInt32, _ family: FilterTable.Family) {
        self =
            switch (family, number) {
            case (.netdev, 0), (.inet, 5): .ingress
            case (.netdev, _): .other
            case (_, 0): .prerouting
            case (_, 1): .input
            case (_, 3): .output
            case (_, 4): .postrouting
            default: .other
            }
    }
}

extension FilterSet {
    /// The flags of a set, and the answers that list its elements.
    init(flags: UInt32, _ answers: [NetlinkAttributes]) {
        let (isInterval, isMap, isChanging, isConcatenation): (Bool, Bool, Bool, Bool) =
            (flags & 4 != 0, flags & 8 != 0, flags & (16 | 32) != 0, flags & 128 != 0)
        var elements: [Element] = []
        var bounds: [(key: [UInt8], isEnd: Bool, verdict: FilterVerdict?)] = []
        var fallback: FilterVerdict?
        for answer in answers {
            for (_, bytes) in answer.nested(3) ?? NetlinkAttributes([]) {
                let element = NetlinkAttributes(bytes)
                let verdict = element.nested(2).flatMap(FilterVerdict.init)
                let elementFlags = element.big32(3) ?? 0
                if elementFlags & 2 != 0 { fallback = verdict ?? .proceed }
                guard elementFlags & 2 == 0, let key = element.nested(1)?[1].map({ Array($0) }) else { continue }
                if isInterval, !isConcatenation {
                    bounds.append((key, elementFlags & 1 != 0, verdict))
                } else {
                    let end = element.nested(10)?[1].map { Array($0) }
                    elements.append(Element(key, to: end ?? key, verdict: verdict))
                }
            }
        }
        // Intervals come as a beginning and the first value behind the end, each an element of its own.
        bounds.sort { ($0.key, $0.isEnd ? 0 : 1) < ($1.key, $1.isEnd ? 0 : 1) }
        for (index, bound) in bounds.enumerated() where !bound.isEnd {
            let next = bounds.dropFirst(index + 1).first
            elements.append(Element(bound.key, to: next.map { $0.key.decremented }, verdict: bound.verdict))
        }
        self.init(
            elements, fallback: fallback,
            isWhole: !isChanging && !(isConcatenation && isInterval)
                && !(isMap && elements.contains { $0.verdict == nil }))
    }
}

extension [UInt8] {
    /// The number before this one, taken as one number with the highest byte first.
    fileprivate var decremented: [UInt8] {
        var bytes = self
        for index in bytes.indices.reversed() {
            bytes[index] &-= 1
            if bytes[index] != 0xFF { break }
        }
        return bytes
    }

    fileprivate static func < (left: [UInt8], right: [UInt8]) -> Bool { left.lexicographicallyPrecedes(right) }
}

private func < (left: ([UInt8], Int), right: ([UInt8], Int)) -> Bool {
    left.0 == right.0 ? left.1 < right.1 : left.0.lexicographicallyPrecedes(right.0)
}
