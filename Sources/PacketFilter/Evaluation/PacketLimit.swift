import Base

/// A limit of how many packets hold for a rule in a time.
///
/// Whoever sends few packets is within it, as it is full again after a while: some packets always are. A tunnel carries
/// more than a thousand packets a second as soon as pods send anything large, and then some of its packets are beyond.
/// How many connections are opened is not known: a few at once, when nodes start together, and never a thousand.
/// Ref: net/netfilter/nft_limit.c, nft_limit_eval; net/netfilter/xt_limit.c, limit_mt.
struct PacketLimit: Sendable {
    /// For people.
    static let reason = "the rate of packets"
    /// How many a second every tunnel carries at times.
    private static let tunnelRate: UInt64 = 1000
    /// How many connections may be opened at once, when nodes start together.
    private static let openings: UInt64 = 100

    /// Whether every tunnel goes beyond it at times.
    private let isReached: Bool
    /// Whether connections that are opened may go beyond it.
    private let isReachedByOpenings: Bool

    /// So many packets in so many parts of a second.
    /// - Parameter burst: how many pass at once before that counts.
    init(_ packets: UInt64, per parts: UInt64, scale: UInt64, burst: UInt32) {
        func isAtMost(_ rate: UInt64) -> Bool {
            let (second, isHuge) = packets.multipliedReportingOverflow(by: scale)
            let (most, isLong) = rate.multipliedReportingOverflow(by: parts)
            return !isHuge && (isLong || second <= most)
        }
        isReached = isAtMost(Self.tunnelRate)
        isReachedByOpenings = isAtMost(Self.openings) && burst < Self.openings
    }

    /// Whether a packet is within the limit.
    func holds(_ walk: Walk) -> Answer {
        let packet = walk.packet
        let isUsedUp = packet.transport == .tcp && !walk.isAtBusyLimit ? isReachedByOpenings : isReached
        return isUsedUp && packet.direction != .forwarded ? packet.variety.isWithinLimits : .unknown
    }
}
