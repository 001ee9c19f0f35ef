import Base
import CLinux

/// How long the packet is, from the IP header on. Ref: net/netfilter/xt_length.c, length_mt and length_mt6.
struct XTLength: Match {
    static let names = ["length"]

    private let info: xt_length_info

    init?(_ info: ExtensionInfo) {
        guard info.revision == 0, let structure = info.structure(xt_length_info.self) else { return nil }
        self.info = structure
    }

    func matches(_ walk: Walk) -> Answer {
        let (lengths, first, last) = (walk.packet.variety.lengths, Int(info.min), Int(info.max))
        let isWithin: Answer =
            lengths.upperBound < first || lengths.lowerBound > last
            ? .no : first <= lengths.lowerBound && lengths.upperBound <= last ? .yes : .unknown
        return isWithin.inverted(info.invert != 0)
    }

    func reason(_ walk: Walk) -> String { Packet.size }
}
