import Base
import CLinux
import Netlink

/// Holds where a register is in a range, or is not. Ref: net/netfilter/nft_range.c, nft_range_eval.
struct NFTRange: Expression {
    static let names = ["range"]

    private let from: Register
    private let isInverted: Bool
    private let low, high: [UInt8]

    init?(_ attributes: NetlinkAttributes) {
        guard let from = attributes.register(NFTA_RANGE_SREG), let operation = attributes[NFTA_RANGE_OP]?.network32,
            let low = attributes.value(NFTA_RANGE_FROM_DATA), let high = attributes.value(NFTA_RANGE_TO_DATA)
        else { return nil }
        (self.from, self.low, self.high) = (from, low, high)
        isInverted = operation == NFT_RANGE_NEQ.rawValue
    }

    func evaluate(_ walk: inout Walk) {
        let isWithin = walk.registers.read(from, count: low.count).isWithin(low, high)
        let subject = walk.registers.subject(of: from)
        walk.require(isInverted ? !isWithin : isWithin, subject)
    }
}
