import Base
import CLinux
import Netlink

/// Holds for so many packets in a time, or for those beyond. Ref: net/netfilter/nft_limit.c, nft_limit_pkts_eval.
struct NFTLimit: Expression {
    static let names = ["limit"]

    var limitsRate: Bool { true }

    private let limit: PacketLimit
    private let isInverted: Bool

    init?(_ attributes: NetlinkAttributes) {
        // Limits of bytes are not understood. Before Linux 4.3 there are no others than of packets, and no flags.
        let type = attributes[NFTA_LIMIT_TYPE]?.network32 ?? NFT_LIMIT_PKTS.rawValue
        guard type == NFT_LIMIT_PKTS.rawValue, let rate = attributes[NFTA_LIMIT_RATE]?.network64,
            let seconds = attributes[NFTA_LIMIT_UNIT]?.network64
        else { return nil }
        // None means five. Ref: NFT_LIMIT_PKT_BURST_DEFAULT.
        let burst = attributes[NFTA_LIMIT_BURST]?.network32 ?? 0
        limit = PacketLimit(rate, per: seconds, scale: 1, burst: burst)
        isInverted = (attributes[NFTA_LIMIT_FLAGS]?.network32 ?? 0) & NFT_LIMIT_F_INV.rawValue != 0
    }

    func evaluate(_ walk: inout Walk) {
        let answer = limit.holds(walk).inverted(isInverted)
        walk.require(answer, PacketLimit.reason)
    }
}
