import CLinux
import Netlink

/// Masks and flips bits of a register. Ref: net/netfilter/nft_bitwise.c, nft_bitwise_eval_mask_xor.
struct NFTBitwise: Expression {
    static let names = ["bitwise"]

    private let from, to: Register
    private let mask, flip: [UInt8]

    init?(_ attributes: NetlinkAttributes) {
        // Shifts are not understood. Before Linux 5.6 there is no NFTA_BITWISE_OP, nor another operation.
        let operation = attributes[NFTA_BITWISE_OP]?.network32 ?? NFT_BITWISE_MASK_XOR.rawValue
        guard operation == NFT_BITWISE_MASK_XOR.rawValue, let from = attributes.register(NFTA_BITWISE_SREG),
            let to = attributes.register(NFTA_BITWISE_DREG), let mask = attributes.value(NFTA_BITWISE_MASK),
            let flip = attributes.value(NFTA_BITWISE_XOR), mask.count == flip.count
        else { return nil }
        (self.from, self.to, self.mask, self.flip) = (from, to, mask, flip)
    }

    /// Masks the first register.
    init(mask: [UInt8]) {
        (from, to, self.mask, flip) = (.first, .first, mask, [UInt8](repeating: 0, count: mask.count))
    }

    func evaluate(_ walk: inout Walk) {
        let bytes = zip(walk.registers.read(from, count: mask.count), zip(mask, flip)).map { byte, bits in
            byte.masked(bits.0, flipped: bits.1)
        }
        walk.registers.store(bytes, in: to, subject: walk.registers.subject(of: from))
    }
}
