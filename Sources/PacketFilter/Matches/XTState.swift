import Base
import CLinux

/// The state of the packet's connection, as iptables asked for it before conntrack. Ref: net/netfilter/xt_state.c,
/// state_mt.
struct XTState: Match {
    static let names = ["state"]

    var tracksConnections: Bool { true }

    private let states: ConnectionStates

    init?(_ info: ExtensionInfo) {
        guard info.revision == 0, let info = info.structure(xt_state_info.self) else { return nil }
        // The bits are those of `ct state`, XT_STATE_UNTRACKED too.
        states = ConnectionStates(rawValue: UInt8(truncatingIfNeeded: info.statemask))
    }

    func matches(_ walk: Walk) -> Answer { walk.state.connection.isAmong(states) }
}
