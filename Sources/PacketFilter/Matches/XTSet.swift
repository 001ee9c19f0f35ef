import Base
import CLinux

/// Addresses and ports in a set of ip_set. Ref: net/netfilter/xt_set.c, set_match_v1 and set_match_v4.
struct XTSet: Match {
    static let names = ["set"]

    private let info: xt_set_info

    var ipsetIndex: UInt16? { info.index }

    init?(_ info: ExtensionInfo) {
        switch info.revision {
        case 1, 2:
            guard let info = info.structure(xt_set_info_match_v1.self) else { return nil }
            self.info = info.match_set
        case 4:
            // How often an entry was met is not known.
            guard let info = info.structure(xt_set_info_match_v4.self),
                Int(info.packets.op) == IPSET_COUNTER_NONE, Int(info.bytes.op) == IPSET_COUNTER_NONE
            else { return nil }
            self.info = info.match_set
        default: return nil
        }
    }

    func matches(_ walk: Walk) -> Answer {
        guard let set = walk.ruleset.ipsets[info.index] else { return .unknown }
        let answer = contains(walk.packet, set)
        return answer.inverted(UInt32(info.flags) & IPSET_INV_MATCH.rawValue != 0)
    }

    func reason(_ walk: Walk) -> String {
        guard let set = walk.ruleset.ipsets[info.index] else { return "the match set" }
        let what = set.fields.first == "port" ? "the port" : isSource(0) ? Packet.sender : Packet.receiver
        return "\(what) in the set \(set.name)"
    }

    /// Whether a field of an entry, counted from 0, is looked up for the sender: IPSET_DIM_ONE_SRC and its like.
    private func isSource(_ field: Int) -> Bool { UInt32(info.flags) & IPSET_DIM_ONE_SRC.rawValue << field != 0 }

    private func contains(_ packet: Packet, _ set: IPSet) -> Answer {
        // The kernel finds nothing in a set of the other family, or with fewer fields than the set has.
        guard set.isIPv6 == nil || set.isIPv6 == packet.isIPv6, Int(info.dim) >= set.fields.count else { return .no }
        guard set.isWhole else { return .unknown }
        var answer = Answer.no
        for entry in set.entries {
            answer = answer || isOf(entry, packet, set)
            if answer == .yes { break }
        }
        return answer
    }

    private func isOf(_ entry: IPSet.Entry, _ packet: Packet, _ set: IPSet) -> Answer {
        var answer = Answer.yes
        if let addresses = entry.addresses {
            answer = packet.address(isSource: isSource(0)).isWithin(addresses.first, addresses.last)
        }
        guard let ports = entry.ports, let field = set.fields.firstIndex(of: "port") else { return answer }
        guard packet.transport != .ip, entry.transport == nil || entry.transport == packet.protocolNumber else {
            return .no
        }
        let own = isSource(field) ? packet.sources : packet.destinations
        return answer && PortRange(ports.lowerBound, ports.upperBound).contains(own)
    }
}
