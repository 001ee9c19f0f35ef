import Node
import Requirements

/// What a rule of xtables asks of a set: `struct xt_set_info`, and from revision 3 on the counters.
struct SetQuestion {
    /// The kernel's number of the set.
    let number: UInt16
    private let dimension: UInt8
    private let flags: UInt8

    /// Nil where it also asks how often an entry was met.
    init?(revision: UInt32, _ told: [UInt8]) {
        guard revision > 0, told.count >= 4 else { return nil }
        number = UInt16(told[0]) | UInt16(told[1]) << 8
        (dimension, flags) = (told[2], told[3])
        // In revision 4 the two operations of counters are behind their values; revision 3 has them elsewhere.
        if revision == 3 { return nil }
        if revision == 4, told.count < 40 || told[16] != 0 || told[32] != 0 { return nil }
    }

    /// Whether a part of an entry, counted from 0, is looked up for the sender.
    private func isSender(_ field: Int) -> Bool { flags >> UInt8(field + 1) & 1 == 1 }

    /// Whether the rule holds for a packet.
    func answer(_ packet: FilterPacket, in set: AddressSet) -> Trilean {
        let answer = lookUp(packet, set)
        return flags & 1 == 1 ? !answer : answer
    }

    /// What the answer depends on, for people.
    func subject(_ set: AddressSet) -> String {
        let what = set.fields.first == "port" ? "the port" : isSender(0) ? FilterPacket.sender : FilterPacket.receiver
        return "\(what) in the set \(set.name)"
    }

    private func lookUp(_ packet: FilterPacket, _ set: AddressSet) -> Trilean {
        // The kernel finds nothing in a set of the other family, or with fewer parts than the set has.
        guard set.isIPv6 == nil || set.isIPv6 == packet.isIPv6, Int(dimension) >= set.fields.count else { return .no }
        guard set.isWhole else { return .maybe }
        var answer = Trilean.no
        for entry in set.entries {
            answer = answer || isOf(entry, packet, set)
            if answer == .yes { break }
        }
        return answer
    }

    private func isOf(_ entry: AddressSet.Entry, _ packet: FilterPacket, _ set: AddressSet) -> Trilean {
        var answer = Trilean.yes
        if let addresses = entry.addresses {
            let (length, start) = packet.isIPv6 ? (16, 8) : (4, 12)
            let bytes = packet.bytes(.network, offset: isSender(0) ? start : start + length, length: length)
            answer = bytes.isWithin(addresses.first, addresses.last)
        }
        guard let ports = entry.ports, let field = set.fields.firstIndex(of: "port") else { return answer }
        guard packet.transport != .ip, entry.transport == nil || entry.transport == packet.protocolNumber else {
            return .no
        }
        let own = isSender(field) ? packet.sources : packet.destinations
        return answer && FilterPacket.isAmong(own, ports.lowerBound, ports.upperBound)
    }
}
