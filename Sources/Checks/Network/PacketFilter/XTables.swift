import Node
import Requirements

/// What a target of xtables does, as far as it decides where a packet goes.
enum TargetEffect {
    /// Nothing that matters here.
    case none
    /// It may change the packet's mark.
    case marks
    /// The connection is not tracked.
    case untracks
    /// It decides.
    case decides(FilterVerdict)
}

extension FilterPacket {
    /// What a target does with the packet: the structures are those of linux/netfilter/xt_*.h and nf_nat.h.
    func effect(of target: String, _ revision: UInt32, _ told: [UInt8]) -> TargetEffect {
        switch target {
        case "REJECT", "DROP", "TARPIT": .decides(.drop)
        // A new sender decides nothing but that its chain is done with.
        case "ACCEPT", "SNAT", "MASQUERADE": .decides(.accept)
        case "DNAT", "REDIRECT": .decides(translation(target, revision, told))
        case "MARK", "CONNMARK": .marks
        case "NOTRACK": .untracks
        // XT_CT_NOTRACK of xt_ct_target_info.
        case "CT": told.first.map { $0 & 1 == 1 } == true ? .untracks : .none
        case "LOG", "NFLOG", "ULOG", "AUDIT", "TCPMSS", "CLASSIFY", "CHECKSUM", "DSCP", "TOS", "TTL", "HL", "SET",
            "SECMARK", "CONNSECMARK", "TEE", "TRACE", "RATEEST", "IDLETIMER", "LED", "HMARK", "ERROR":
            .none
        default: .decides(.other("the target \(target)"))
        }
    }

    /// The flags of a range of addresses and ports: NF_NAT_RANGE_MAP_IPS and NF_NAT_RANGE_PROTO_SPECIFIED.
    private static let (mapsAddress, mapsPort): (UInt8, UInt8) = (1, 2)

    /// For IPv4 the first revisions tell a count, the flags, two addresses of four bytes and two ports; the others, flags, two
    /// addresses of sixteen bytes and two ports.
    private func translation(_ target: String, _ revision: UInt32, _ told: [UInt8]) -> FilterVerdict {
        let isShort = !isIPv6 && (revision == 0 || target == "REDIRECT")
        let (flags, first, width) = isShort ? (4, 8, 4) : (0, 4, 16)
        let ports = first + 2 * width
        guard told.count >= ports + 4 else { return .other("the target \(target)") }
        // Of a range any value may be taken.
        func value(_ low: Int, _ high: Int, _ count: Int) -> [ByteSet] {
            let (low, high) = (told[low..<low + count], told[high..<high + count])
            return low.elementsEqual(high)
                ? Self.known(Array(low)) : [ByteSet](repeating: .any, count: count)
        }
        let length = isIPv6 ? 16 : 4
        return diversion(
            address: target == "DNAT" && told[flags] & Self.mapsAddress != 0
                ? value(first, first + width, length) : nil,
            port: told[flags] & Self.mapsPort != 0 ? value(ports, ports + 2, 2) : nil,
            isLocal: target == "REDIRECT") ?? .accept
    }

    /// Whether a match of xtables holds: the structures are those of linux/netfilter/xt_*.h.
    func matches(_ name: String, _ revision: UInt32, _ told: [UInt8], _ state: FilterState) -> Trilean {
        switch (name, revision) {
        case ("comment", _): .yes
        case ("tcp", 0) where told.count >= 12: tcp(told)
        case ("udp", 0) where told.count >= 9: udp(told)
        case ("multiport", 1) where told.count >= 48: multiport(told)
        case ("conntrack", 1...3) where told.count >= 152: conntrack(told, state.connectionSeen)
        case ("state", 0) where told.count >= 4: Self.isOneOf(state.connectionSeen, told[0])
        case ("addrtype", 1) where told.count >= 8: addressType(told)
        case ("mark", 1) where told.count >= 9:
            isMarked(Array(told[0..<4]), mask: Array(told[4..<8]), mark: state.mark, isInverted: told[8] != 0)
        case ("icmp", _), ("icmp6", _): .no
        // Headers of IPv6 that the packet has not: whatever else is asked, and inverted or not.
        case ("rt", _), ("frag", _), ("ah", _), ("hbh", _), ("dst", _), ("mh", _), ("esp", _): .no
        case ("pkttype", 0) where told.count >= 8 && direction == .incoming:
            Trilean((told[0] == 0) != (told[4] != 0))
        case ("iprange", 1) where told.count >= 65: range(told)
        // The way back to the sender is the one that the packet came by.
        case ("rpfilter", 0) where !told.isEmpty: Trilean(told[0] & 8 == 0)
        default: .maybe
        }
    }

    private static func pair(_ told: [UInt8], _ offset: Int) -> UInt16 {
        UInt16(told[offset]) | UInt16(told[offset + 1]) << 8
    }

    private func isSourcePort(_ told: [UInt8], _ offset: Int, isInverted: Bool) -> Trilean {
        let answer = Self.isAmong(sources, Self.pair(told, offset), Self.pair(told, offset + 2))
        return isInverted ? !answer : answer
    }

    private func isDestinationPort(_ told: [UInt8], _ offset: Int, isInverted: Bool) -> Trilean {
        let answer = Self.isAmong(destinations, Self.pair(told, offset), Self.pair(told, offset + 2))
        return isInverted ? !answer : answer
    }

    static func isAmong(_ ports: ClosedRange<UInt16>, _ first: UInt16, _ last: UInt16) -> Trilean {
        if ports.upperBound < first || ports.lowerBound > last { return .no }
        return first <= ports.lowerBound && ports.upperBound <= last ? .yes : .maybe
    }

    /// xt_tcp: source ports, destination ports, option, mask of flags, flags, what is inverted.
    private func tcp(_ told: [UInt8]) -> Trilean {
        guard transport == .tcp else { return .no }
        let inverted = told[11]
        let flags = Trilean((self.flags & told[9] == told[10]) != (inverted & 4 != 0))
        return isSourcePort(told, 0, isInverted: inverted & 1 != 0)
            && isDestinationPort(told, 4, isInverted: inverted & 2 != 0) && flags && (told[8] == 0 ? .yes : .maybe)
    }

    /// xt_udp: source ports, destination ports, what is inverted.
    private func udp(_ told: [UInt8]) -> Trilean {
        guard transport == .udp else { return .no }
        return isSourcePort(told, 0, isInverted: told[8] & 1 != 0)
            && isDestinationPort(told, 4, isInverted: told[8] & 2 != 0)
    }

    /// xt_multiport_v1: which end, how many, fifteen ports, fifteen signs that a range begins, whether it is inverted.
    private func multiport(_ told: [UInt8]) -> Trilean {
        guard transport != .ip else { return .no }
        var index = 0
        var (isSource, isDestination): (Trilean, Trilean) = (.no, .no)
        while index < min(Int(told[1]), 15) {
            let first = Self.pair(told, 2 + index * 2)
            var last = first
            if told[32 + index] != 0, index < 14 {
                index += 1
                last = Self.pair(told, 2 + index * 2)
            }
            isSource = isSource || Self.isAmong(sources, first, last)
            isDestination = isDestination || Self.isAmong(destinations, first, last)
            index += 1
        }
        // XT_MULTIPORT_SOURCE, XT_MULTIPORT_DESTINATION and XT_MULTIPORT_EITHER.
        let answer = told[0] == 0 ? isSource : told[0] == 1 ? isDestination : isSource || isDestination
        return told[47] != 0 ? !answer : answer
    }

    /// xt_conntrack_mtinfo1 to 3: eight addresses, two times, ports, then which parts are asked, inverted, and the states.
    private func conntrack(_ told: [UInt8], _ states: Set<Connection>) -> Trilean {
        let (asked, inverted) = (Self.pair(told, 146), Self.pair(told, 148))
        // Only the state is known: XT_CONNTRACK_STATE; 0x2000 says that it was written as `-m state`.
        guard asked & ~0x2000 == 1 else { return .maybe }
        // Here the bit of "untracked" is the ninth; the seventh and eighth are about translations, of which there is none.
        let answer = Self.isOneOf(states, told[150] & 0x3F | (told[151] & 1) << 6)
        return inverted & 1 != 0 ? !answer : answer
    }

    private static func isOneOf(_ states: Set<Connection>, _ mask: UInt8) -> Trilean {
        let listed = states.filter { $0.rawValue & mask != 0 }
        return listed.isEmpty ? .no : listed == states ? .yes : .maybe
    }

    /// xt_iprange: first and last sender, first and last receiver, then which are asked (1, 2) and inverted (16, 32).
    private func range(_ told: [UInt8]) -> Trilean {
        let length = isIPv6 ? 16 : 4
        let addresses = bytes(.network, offset: isIPv6 ? 8 : 12, length: 2 * length)
        func isIn(_ start: Int, _ address: ArraySlice<ByteSet>, _ bit: UInt8) -> Trilean {
            guard told[64] & bit != 0 else { return .yes }
            let answer = Array(address).isWithin(
                Array(told[start..<start + length]), Array(told[start + 16..<start + 16 + length]))
            return told[64] & bit << 4 != 0 ? !answer : answer
        }
        return isIn(0, addresses.prefix(length), 1) && isIn(32, addresses.suffix(length), 2)
    }

    /// xt_addrtype_info_v1: masks of kinds of addresses, by the numbers of linux/rtnetlink.h, and what is inverted.
    private func addressType(_ told: [UInt8]) -> Trilean {
        let (local, unicast): (UInt16, UInt16) = (1 << 2, 1 << 1)
        let (source, destination) = direction == .incoming ? (unicast, local) : (local, unicast)
        let inverted = told[4]
        func isOf(_ mask: UInt16, _ kind: UInt16, _ isInverted: Bool) -> Trilean {
            guard isIPv6 else { return mask == 0 ? .yes : Trilean((mask & kind != 0) != isInverted) }
            // For IPv6 a node's own address is a unicast one, too; routes are asked only for local, anycast, unreachable.
            let isOther = mask & 0b10_0001 != 0 || (mask & 0b1001_0100 != 0 && mask & kind & local == 0)
            return mask == 0 ? .yes : Trilean(!isOther != isInverted)
        }
        return isOf(Self.pair(told, 0), source, inverted & 1 != 0)
            && isOf(Self.pair(told, 2), destination, inverted & 2 != 0)
    }

    private func isMarked(_ value: [UInt8], mask: [UInt8], mark: [ByteSet], isInverted: Bool) -> Trilean {
        let answer = zip(mark, mask).map { $0.masked($1, flipped: 0) }.equals(value)
        return isInverted ? !answer : answer
    }
}
