import Base
import CLinux

/// A list of ports and ranges. Ref: net/netfilter/xt_multiport.c, ports_match_v1.
struct XTMultiport: Match {
    static let names = ["multiport"]

    private let ranges: [PortRange]
    private let end: xt_multiport_flags
    private let isInverted: Bool

    init?(_ info: ExtensionInfo) {
        guard info.revision == 1, let info = info.structure(xt_multiport_v1.self) else { return nil }
        let ports = withUnsafeBytes(of: info.ports) { Array($0.bindMemory(to: UInt16.self)) }
        let beginsRange = withUnsafeBytes(of: info.pflags) { Array($0) }
        var ranges: [PortRange] = []
        var index = 0
        while index < min(Int(info.count), ports.count) {
            let first = ports[index]
            if beginsRange[index] != 0, index + 1 < ports.count { index += 1 }
            ranges.append(PortRange(first, ports[index]))
            index += 1
        }
        self.ranges = ranges
        end = xt_multiport_flags(rawValue: UInt32(info.flags))
        isInverted = info.invert != 0
    }

    func matches(_ walk: Walk) -> Answer {
        let packet = walk.packet
        guard packet.transport != .ip else { return .no }
        var (isSource, isDestination): (Answer, Answer) = (.no, .no)
        for range in ranges {
            isSource = isSource || range.contains(packet.sources)
            isDestination = isDestination || range.contains(packet.destinations)
        }
        let answer =
            switch end {
            case XT_MULTIPORT_SOURCE: isSource
            case XT_MULTIPORT_DESTINATION: isDestination
            default: isSource || isDestination
            }
        return answer.inverted(isInverted)
    }
}
