import Base
import CLinux
import Netlink

/// Gives the packet another sender or destination. Ref: net/netfilter/nft_nat.c, nft_nat_eval.
struct NFTNat: Expression {
    static let names = ["nat"]

    var tracksConnections: Bool { true }

    /// The registers that have the new address and port; nil leaves it.
    private let address, port: Register?
    /// Whether it is the destination that is replaced.
    private let isDestination: Bool
    /// Whose packets, `NFPROTO_…`. Others pass by.
    private let family: UInt32

    init?(_ attributes: NetlinkAttributes) {
        isDestination = attributes[NFTA_NAT_TYPE]?.network32 == NFT_NAT_DNAT.rawValue
        address = attributes.register(NFTA_NAT_REG_ADDR_MIN)
        port = attributes.register(NFTA_NAT_REG_PROTO_MIN)
        family = attributes[NFTA_NAT_FAMILY]?.network32 ?? UInt32(NFPROTO_INET)
    }

    func evaluate(_ walk: inout Walk) {
        let packet = walk.packet
        guard [UInt32(NFPROTO_INET), UInt32(packet.family)].contains(family) else { return }
        walk.state.isTranslated = .yes
        // A new sender decides nothing but that the chain is done with.
        guard isDestination else { return walk.decide(.accept) }
        let diversion = packet.diversion(
            address: address.map { Array(walk.registers.read($0, count: packet.sourceRange.count)) },
            port: port.map { Array(walk.registers.read($0, count: MemoryLayout<UInt16>.size)) }, isLocal: false)
        walk.decide(diversion ?? .accept)
    }
}
