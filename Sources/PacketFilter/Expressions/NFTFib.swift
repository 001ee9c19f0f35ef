import CLinux
import Netlink

/// Loads what the routing table says of an address of the packet. Ref: net/ipv4/netfilter/nft_fib_ipv4.c, nft_fib4_eval
/// and nft_fib4_eval_type.
struct NFTFib: Expression {
    static let names = ["fib"]

    private let result: UInt32
    private let flags: UInt32
    private let to: Register

    init?(_ attributes: NetlinkAttributes) {
        guard let result = attributes[NFTA_FIB_RESULT]?.network32, let flags = attributes[NFTA_FIB_FLAGS]?.network32,
            let to = attributes.register(NFTA_FIB_DREG)
        else { return nil }
        (self.result, self.flags, self.to) = (result, flags, to)
    }

    private init(result: UInt32, flags: UInt32) { (self.result, self.flags, to) = (result, flags, .first) }

    /// What `fib daddr type` or `fib saddr type` loads.
    static func addressType(isSource: Bool) -> NFTFib {
        let flags = isSource ? NFTA_FIB_F_SADDR : NFTA_FIB_F_DADDR
        return NFTFib(result: NFT_FIB_RESULT_ADDRTYPE.rawValue, flags: flags.rawValue)
    }

    func evaluate(_ walk: inout Walk) {
        walk.registers.store(value(walk), in: to, subject: "the routes")
    }

    private func value(_ walk: Walk) -> [ByteSet] {
        let packet = walk.packet
        let isSource = flags & NFTA_FIB_F_SADDR.rawValue != 0
        if result == NFT_FIB_RESULT_ADDRTYPE.rawValue {
            // This node's own address, and another's.
            let isOwn = packet.direction == (isSource ? .outgoing : .incoming)
            return [ByteSet](host: UInt32(isOwn ? RTN_LOCAL : RTN_UNICAST))
        }
        // Tests of the reverse path ask for the interface that leads back to the sender, or whether there is one.
        let isName = result == NFT_FIB_RESULT_OIFNAME.rawValue
        if isSource, isName || result == NFT_FIB_RESULT_OIF.rawValue {
            // Whether there is one is a single byte on every machine: nft_reg_store8.
            guard flags & NFTA_FIB_F_PRESENT.rawValue == 0 else { return [ByteSet](known: [1, 0, 0, 0]) }
            let interface = packet.interface(isInput: packet.direction != .outgoing, at: walk.point)
            return isName ? interface.name : interface.index
        }
        return [ByteSet](unknown: Int(NFT_REG_SIZE))
    }
}
