import CLinux
import Netlink

/// Loads a number that is another one for the next packet: by chance, or the next in turn. Ref:
/// net/netfilter/nft_numgen.c, nft_ng_inc_eval and nft_ng_random_eval.
struct NFTNumgen: Expression {
    static let names = ["numgen"]

    private let numbers: ClosedRange<Int>
    private let to: Register

    init?(_ attributes: NetlinkAttributes) {
        guard let to = attributes.register(NFTA_NG_DREG), let modulus = attributes[NFTA_NG_MODULUS]?.network32,
            modulus > 0
        else { return nil }
        let first = Int(attributes[NFTA_NG_OFFSET]?.network32 ?? 0)
        self.to = to
        numbers = first...first + Int(modulus) - 1
    }

    func evaluate(_ walk: inout Walk) {
        let value = [ByteSet](host: walk.packet.variety.drawn(from: numbers), count: MemoryLayout<UInt32>.size)
        walk.registers.store(value, in: to, subject: Packet.chance)
    }
}
