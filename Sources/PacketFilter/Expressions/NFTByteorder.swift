import CLinux
import Netlink

/// Turns the bytes of a value round between the network's order and the host's. Ref: net/netfilter/nft_byteorder.c,
/// nft_byteorder_eval.
struct NFTByteorder: Expression {
    static let names = ["byteorder"]

    private let from, to: Register
    /// How many bytes are read, and how many of them are one number.
    private let length, size: Int

    init?(_ attributes: NetlinkAttributes) {
        guard let from = attributes.register(NFTA_BYTEORDER_SREG), let to = attributes.register(NFTA_BYTEORDER_DREG),
            let length = attributes[NFTA_BYTEORDER_LEN]?.network32,
            let size = attributes[NFTA_BYTEORDER_SIZE]?.network32, [2, 4, 8].contains(size),
            length <= UInt32(Registers.size)
        else { return nil }
        (self.from, self.to, self.length, self.size) = (from, to, Int(length), Int(size))
    }

    func evaluate(_ walk: inout Walk) {
        var bytes = Array(walk.registers.read(from, count: length))
        // On a big-endian host both orders are the same; there and back is the same on every host.
        if 1.bigEndian != 1 {
            for start in stride(from: 0, through: bytes.count - size, by: size) {
                bytes[start..<start + size].reverse()
            }
        }
        walk.registers.store(bytes, in: to, subject: walk.registers.subject(of: from))
    }
}
