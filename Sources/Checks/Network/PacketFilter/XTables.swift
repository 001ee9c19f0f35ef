import Node
import Requirements

/// What the targets of xtables do, as far as it decides where a packet goes.
enum XTables {
    /// What a target does.
    enum Effect {
        /// Nothing that matters here.
        case none
        /// It may change the packet's mark.
        case marks
        /// It decides.
        case decides(FilterVerdict)
    }

    static func effect(of target: String) -> Effect {
        switch target {
        case "REJECT", "DROP", "TARPIT": .decides(.drop)
        case "ACCEPT": .decides(.accept)
        case "MARK", "CONNMARK": .marks
        case "LOG", "NFLOG", "ULOG", "AUDIT", "CT", "NOTRACK", "TCPMSS", "CLASSIFY", "CHECKSUM", "DSCP", "TOS", "TTL",
            "HL",
            "SET", "SECMARK", "CONNSECMARK", "TEE", "TRACE", "RATEEST", "IDLETIMER", "LED", "HMARK", "ERROR":
            .none
        default: .decides(.other("the target \(target)"))
        }
    }
}

extension FilterPacket {
    /// Whether a match of xtables holds: the structures are those of linux/netfilter/xt_*.h.
    func matches(_ name: String, _ revision: UInt32, _ told: [UInt8], mark: [ByteSet]) -> Trilean {
        switch (name, revision) {
        case ("comment", _): .yes
        case ("tcp", 0) where told.count >= 12: tcp(told)
        case ("udp", 0) where told.count >= 9: udp(told)
        case ("multiport", 1) where told.count >= 48: multiport(told)
        case ("conntrack", 1...3) where told.count >= 152: conntrack(told)
        case ("state", 0) where told.count >= 4: Trilean(told[0] & Self.new != 0)
        case ("addrtype", 1) where told.count >= 8: addressType(told)
        case ("mark", 1) where told.count >= 9:
            isMarked(Array(told[0..<4]), mask: Array(told[4..<8]), mark: mark, isInverted: told[8] != 0)
        case ("icmp", _), ("icmp6", _): .no
        default: .maybe
        }
    }

    /// The bit of a new connection in the masks of `conntrack` and `state`.
    private static let new: UInt8 = 8

    private static func pair(_ told: [UInt8], _ offset: Int) -> UInt16 {
        UInt16(told[offset]) | UInt16(told[offset + 1]) << 8
    }

    private func isSourcePort(_ told: [UInt8], _ offset: Int, isInverted: Bool) -> Trilean {
        let isEvery = Self.pair(told, offset) == 0 && Self.pair(told, offset + 2) == 0xFFFF
        return isEvery ? Trilean(!isInverted) : .maybe
    }

    private func isDestinationPort(_ told: [UInt8], _ offset: Int, isInverted: Bool) -> Trilean {
        Trilean(
            (Self.pair(told, offset)...max(Self.pair(told, offset), Self.pair(told, offset + 2))).contains(number)
                != isInverted)
    }

    /// xt_tcp: source ports, destination ports, option, mask of flags, flags, what is inverted.
    private func tcp(_ told: [UInt8]) -> Trilean {
        guard transport == .tcp else { return .no }
        let inverted = told[11]
        let flags = Trilean((0x02 & told[9] == told[10]) != (inverted & 4 != 0))
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
        var isListed = false
        while index < min(Int(told[1]), 15) {
            let first = Self.pair(told, 2 + index * 2)
            var last = first
            if told[32 + index] != 0, index < 14 {
                index += 1
                last = Self.pair(told, 2 + index * 2)
            }
            if first <= number, number <= last { isListed = true }
            index += 1
        }
        let isInverted = told[47] != 0
        switch told[0] {
        case 1: return Trilean(isListed != isInverted)
        case 2 where isListed: return Trilean(!isInverted)
        default: return .maybe
        }
    }

    /// xt_conntrack_mtinfo1 to 3: eight addresses, two times, ports, then which parts are asked, inverted, and the states.
    private func conntrack(_ told: [UInt8]) -> Trilean {
        let (asked, inverted) = (Self.pair(told, 146), Self.pair(told, 148))
        // Only the state is known: XT_CONNTRACK_STATE; 0x2000 says that it was written as `-m state`.
        guard asked & ~0x2000 == 1 else { return .maybe }
        return Trilean((told[150] & Self.new != 0) != (inverted & 1 != 0))
    }

    /// xt_addrtype_info_v1: masks of kinds of addresses, by the numbers of linux/rtnetlink.h, and what is inverted.
    private func addressType(_ told: [UInt8]) -> Trilean {
        let (local, unicast): (UInt16, UInt16) = (1 << 2, 1 << 1)
        let (source, destination) = direction == .incoming ? (unicast, local) : (local, unicast)
        let inverted = told[4]
        func isOf(_ mask: UInt16, _ kind: UInt16, _ isInverted: Bool) -> Trilean {
            mask == 0 ? .yes : Trilean((mask & kind != 0) != isInverted)
        }
        return isOf(Self.pair(told, 0), source, inverted & 1 != 0)
            && isOf(Self.pair(told, 2), destination, inverted & 2 != 0)
    }

    private func isMarked(_ value: [UInt8], mask: [UInt8], mark: [ByteSet], isInverted: Bool) -> Trilean {
        let answer = zip(mark, mask).map { $0.masked($1, flipped: 0) }.equals(value)
        return isInverted ? !answer : answer
    }
}
