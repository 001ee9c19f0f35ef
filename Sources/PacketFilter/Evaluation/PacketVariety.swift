import Base
import CLinux
import Glibc

/// What differs among packets that are alike in all that a row of the table says: their lengths, what comes of the
/// random choices that rules make, and whether few come at a time.
struct PacketVariety: Hashable, Sendable {
    /// What comes of a random choice between numbers.
    enum Draw: Hashable, Sendable, CaseIterable { case lowest, middle, highest }

    /// How long they are in bytes, from the IP header on.
    let lengths: ClosedRange<Int>
    /// Nil for anything.
    let draw: Draw?
    /// Whether they are within the limits of rates.
    let isWithinLimits: Answer
    /// Whether there are packets of these lengths for certain.
    let isSent: Bool

    private init(lengths: ClosedRange<Int>, draw: Draw?, isWithinLimits: Answer, isSent: Bool) {
        (self.lengths, self.draw, self.isWithinLimits, self.isSent) = (lengths, draw, isWithinLimits, isSent)
    }

    /// All packets. The first ones of TCP have their header alone; tunnels and pods send all lengths, beyond that of an
    /// interface too, as devices cut packets late and join them early.
    init(_ transport: Packet.Transport, _ number: UInt16, isIPv6: Bool) {
        let header = Self.header(isIPv6: isIPv6)
        let most = Int(UInt16.max) + (isIPv6 ? header : 0)
        let lengths =
            switch transport {
            case .tcp: header + 20...header + 60
            case .udp: header + 8...most
            case .ip: header + (Int(number) == Int(IPPROTO_IPIP) ? 20 : 0)...most
            }
        self.init(lengths: lengths, draw: nil, isWithinLimits: .unknown, isSent: true)
    }

    /// How long a header of IP without options is.
    static func header(isIPv6: Bool) -> Int {
        isIPv6 ? PacketHeader.ip6Destination.upperBound : PacketHeader.ipDestination.upperBound
    }

    /// How many bytes are behind the IP header.
    func payloads(isIPv6: Bool) -> ClosedRange<Int> {
        let header = Self.header(isIPv6: isIPv6)
        return lengths.lowerBound - header...lengths.upperBound - header
    }

    /// The least length of all parts but the first.
    private static let bounds = [256, 1280, 1536]
    /// Lengths of which some packets are for certain, which go through every path; whether longer ones come is the
    /// devices' matter.
    private static let sent = 100...1500

    /// The same packets in parts by their lengths, which have nothing in common.
    func partsByLength(isIPv6: Bool) -> [PacketVariety] {
        // Rules count the bytes with the header or behind it, and headers say so in two bytes.
        let bounds = (Self.bounds + Self.bounds.map { $0 + Self.header(isIPv6: isIPv6) }).sorted()
        return parts(from: bounds.filter { $0 > lengths.lowerBound && $0 <= lengths.upperBound })
    }

    /// The same packets in two parts by their lengths; nil where they have one.
    var halves: [PacketVariety]? {
        lengths.count > 1 ? parts(from: [lengths.lowerBound + lengths.count / 2]) : nil
    }

    /// - Parameter bounds: the least lengths of all parts but the first.
    private func parts(from bounds: [Int]) -> [PacketVariety] {
        zip([lengths.lowerBound] + bounds, bounds.map { $0 - 1 } + [lengths.upperBound]).map { first, last in
            let lengths = first...last
            let isSent = isSent && (lengths == self.lengths || lengths.overlaps(Self.sent))
            return PacketVariety(lengths: lengths, draw: draw, isWithinLimits: isWithinLimits, isSent: isSent)
        }
    }

    /// Some of the packets for each thing that may come of random choices. There may be others.
    var samplesByDraw: [PacketVariety] {
        Draw.allCases.map {
            PacketVariety(lengths: lengths, draw: $0, isWithinLimits: isWithinLimits, isSent: isSent)
        }
    }

    /// Those of the packets that are within all limits of rates, and those that are beyond all. There may be others.
    var samplesByRate: [PacketVariety] {
        [.yes, .no].map { PacketVariety(lengths: lengths, draw: draw, isWithinLimits: $0, isSent: isSent) }
    }
}

extension PacketVariety {
    /// Which of some numbers a random choice may give.
    func drawn(from numbers: ClosedRange<Int>) -> ClosedRange<Int> {
        let (first, last) = (numbers.lowerBound, numbers.upperBound)
        return switch draw {
        case nil: numbers
        case .lowest: first...first
        case .middle: first + (last - first) / 2...first + (last - first) / 2
        case .highest: last...last
        }
    }

    /// Whether a rule that takes some of the packets by chance takes these.
    var isTaken: Answer { draw.map { Answer($0 == .lowest) } ?? .unknown }
}
