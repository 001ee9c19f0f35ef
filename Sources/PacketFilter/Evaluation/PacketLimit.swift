import Base

/// A limit of how many packets hold for a rule in a time.
///
/// A tunnel carries more than a thousand packets a second as soon as pods send anything large, and then some of its
/// packets are within such a limit and others are not. How many connections are opened is not known.
struct PacketLimit: Sendable {
    /// For people.
    static let reason = "the rate of packets"
    /// How many a second every tunnel carries at times.
    private static let tunnelRate: UInt64 = 1000

    /// Whether every tunnel reaches it at times.
    private let isReached: Bool

    /// So many packets in so many parts of a second.
    init(_ packets: UInt64, per parts: UInt64, scale: UInt64) {
        let (second, isHuge) = packets.multipliedReportingOverflow(by: scale)
        let (most, isLong) = Self.tunnelRate.multipliedReportingOverflow(by: parts)
        isReached = !isHuge && (isLong || second <= most)
    }

    /// Whether a packet is within the limit.
    func holds(for packet: Packet) -> Answer {
        guard isReached, packet.transport != .tcp, packet.direction != .forwarded else { return .unknown }
        return packet.variety.isTaken
    }
}
