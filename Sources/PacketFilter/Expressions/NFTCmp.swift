import Base
import CLinux
import Netlink

/// Holds where a register compares so. Ref: net/netfilter/nft_cmp.c, nft_cmp_eval.
struct NFTCmp: Expression {
    static let names = ["cmp"]

    private let from: Register
    private let operation: nft_cmp_ops
    private let data: [UInt8]

    init?(_ attributes: NetlinkAttributes) {
        guard let from = attributes.register(NFTA_CMP_SREG),
            let operation = attributes[NFTA_CMP_OP]?.network32.map(nft_cmp_ops.init(rawValue:)),
            operation.rawValue <= NFT_CMP_GTE.rawValue, let data = attributes.value(NFTA_CMP_DATA)
        else { return nil }
        (self.from, self.operation, self.data) = (from, operation, data)
    }

    /// Whether the first register is equal to some bytes.
    init(isEqual: Bool, _ data: [UInt8]) {
        (from, operation, self.data) = (.first, isEqual ? NFT_CMP_EQ : NFT_CMP_NEQ, data)
    }

    func evaluate(_ walk: inout Walk) {
        let answer = answer(walk.registers.read(from, count: data.count))
        if answer != .yes {
            let subject = walk.registers.subject(of: from)
            walk.require(answer, subject)
        }
    }

    private func answer(_ bytes: ArraySlice<ByteSet>) -> Answer {
        switch operation {
        case NFT_CMP_EQ: bytes.equals(data)
        case NFT_CMP_NEQ: !bytes.equals(data)
        case NFT_CMP_LT: bytes.isLess(than: data)
        case NFT_CMP_GTE: !bytes.isLess(than: data)
        case NFT_CMP_LTE: bytes.isWithin([UInt8](repeating: 0, count: data.count), data)
        case NFT_CMP_GT: !bytes.isWithin([UInt8](repeating: 0, count: data.count), data)
        default: .unknown
        }
    }
}
