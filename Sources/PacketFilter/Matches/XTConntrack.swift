import Base
import CLinux

/// The state of the packet's connection. Ref: net/netfilter/xt_conntrack.c, conntrack_mt.
struct XTConntrack: Match {
    static let names = ["conntrack"]

    /// The states that are asked for; nil where the match asks for something else, too, that is not known.
    private let states: ConnectionStates?
    private let isInverted: Bool

    init?(_ info: ExtensionInfo) {
        let flags, inverted, mask: UInt16
        switch info.revision {
        case 1:
            guard let info = info.structure(xt_conntrack_mtinfo1.self) else { return nil }
            (flags, inverted, mask) = (info.match_flags, info.invert_flags, UInt16(info.state_mask))
        case 2:
            guard let info = info.structure(xt_conntrack_mtinfo2.self) else { return nil }
            (flags, inverted, mask) = (info.match_flags, info.invert_flags, info.state_mask)
        case 3:
            guard let info = info.structure(xt_conntrack_mtinfo3.self) else { return nil }
            (flags, inverted, mask) = (info.match_flags, info.invert_flags, info.state_mask)
        default: return nil
        }
        isInverted = Int(inverted) & XT_CONNTRACK_STATE != 0
        // The alias says that it was written as `-m state`.
        states = Int(flags) & ~XT_CONNTRACK_STATE_ALIAS == XT_CONNTRACK_STATE ? Self.states(Int(mask)) : nil
    }

    /// Of the states SNAT and DNAT there is none: the packet is not translated.
    private static func states(_ mask: Int) -> ConnectionStates {
        let plain = mask & ~(NMFENCE_XT_CONNTRACK_STATE_SNAT | NMFENCE_XT_CONNTRACK_STATE_DNAT)
        var states = ConnectionStates(rawValue: UInt8(truncatingIfNeeded: plain))
        states.remove(.untracked)
        if mask & NMFENCE_XT_CONNTRACK_STATE_UNTRACKED != 0 { states.insert(.untracked) }
        return states
    }

    func matches(_ walk: Walk) -> Answer {
        states.map { walk.state.connection.isAmong($0).inverted(isInverted) } ?? .unknown
    }
}

extension ConnectionStates {
    /// Whether the state, which is one of these, is among others.
    func isAmong(_ others: ConnectionStates) -> Answer {
        let common = intersection(others)
        return common.isEmpty ? .no : common == self ? .yes : .unknown
    }
}
