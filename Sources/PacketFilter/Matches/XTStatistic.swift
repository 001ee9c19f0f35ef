import Base
import CLinux

/// Some of the packets, by chance or one of so many. Ref: net/netfilter/xt_statistic.c, statistic_mt.
struct XTStatistic: Match {
    static let names = ["statistic"]

    /// Nil where it is another answer for the next packet.
    private let answer: Answer?
    private let isInverted: Bool

    init?(_ info: ExtensionInfo) {
        guard info.revision == 0, let info = info.structure(xt_statistic_info.self) else { return nil }
        isInverted = Int(info.flags) & Int(XT_STATISTIC_INVERT.rawValue) != 0
        switch xt_statistic_mode(rawValue: UInt32(info.mode)) {
        case XT_STATISTIC_MODE_RANDOM:
            let (probability, all) = (info.u.random.probability, UInt32(1) << 31)
            answer = probability == 0 ? .no : probability >= all ? .yes : nil
        case XT_STATISTIC_MODE_NTH: answer = info.u.nth.every == 0 ? .yes : nil
        default: return nil
        }
    }

    func matches(_ walk: Walk) -> Answer {
        (answer ?? walk.packet.variety.isTaken).inverted(isInverted)
    }

    func reason(_ walk: Walk) -> String { Packet.chance }
}
