import Base
import CLinux

/// The state of the packet's connection, its protocol and its direction. Ref: net/netfilter/xt_conntrack.c,
/// conntrack_mt.
struct XTConntrack: Match {
    static let names = ["conntrack"]

    var tracksConnections: Bool { true }

    /// What is asked for, and what of it the other way round: XT_CONNTRACK_STATE and its like.
    private let flags, inverted: Int
    private let states: ConnectionStates
    private let protocolNumber: UInt8

    init?(_ info: ExtensionInfo) {
        let fields: (flags: UInt16, inverted: UInt16, mask: UInt16, protocolNumber: UInt16)
        switch info.revision {
        case 1:
            guard let info = info.structure(xt_conntrack_mtinfo1.self) else { return nil }
            fields = (info.match_flags, info.invert_flags, UInt16(info.state_mask), info.l4proto)
        case 2:
            guard let info = info.structure(xt_conntrack_mtinfo2.self) else { return nil }
            fields = (info.match_flags, info.invert_flags, info.state_mask, info.l4proto)
        case 3:
            guard let info = info.structure(xt_conntrack_mtinfo3.self) else { return nil }
            fields = (info.match_flags, info.invert_flags, info.state_mask, info.l4proto)
        default: return nil
        }
        // The alias says that it was written as `-m state`.
        flags = Int(fields.flags) & ~XT_CONNTRACK_STATE_ALIAS
        inverted = Int(fields.inverted)
        states = Self.states(Int(fields.mask))
        protocolNumber = UInt8(truncatingIfNeeded: fields.protocolNumber)
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
        let connection = walk.state.connection
        let state = asks(XT_CONNTRACK_STATE, connection.isAmong(states))
        // Without a connection the state is all that can match, and nothing does where it is not asked for.
        switch connection.isAmong([.new, .established]) {
        case .no: return Answer(flags & XT_CONNTRACK_STATE != 0) && state
        case .unknown: return flags == XT_CONNTRACK_STATE ? state : state && .unknown
        case .yes: break
        }
        let known = XT_CONNTRACK_STATE | XT_CONNTRACK_DIRECTION | XT_CONNTRACK_PROTO
        return state && asks(XT_CONNTRACK_DIRECTION, Answer(!walk.packet.isAnswer))
            && asks(XT_CONNTRACK_PROTO, Answer(walk.packet.protocolNumber == protocolNumber))
            && (flags & ~known == 0 ? .yes : .unknown)
    }

    /// One part of it; yes where it is not asked for.
    private func asks(_ flag: Int, _ answer: Answer) -> Answer {
        flags & flag == 0 ? .yes : answer.inverted(inverted & flag != 0)
    }
}

extension ConnectionStates {
    /// Whether the state, which is one of these, is among others.
    func isAmong(_ others: ConnectionStates) -> Answer {
        let common = intersection(others)
        return common.isEmpty ? .no : common == self ? .yes : .unknown
    }
}
