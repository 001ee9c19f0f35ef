import Base
import CLinux
import Netlink

/// Gives the packet an address of this node as its destination. Ref: net/netfilter/nft_redir.c, nft_redir_eval.
struct NFTRedir: Expression {
    static let names = ["redir"]

    var tracksConnections: Bool { true }

    /// The register that has the new port; nil leaves it.
    private let port: Register?

    init?(_ attributes: NetlinkAttributes) { port = attributes.register(NFTA_REDIR_REG_PROTO_MIN) }

    func evaluate(_ walk: inout Walk) {
        walk.state.isTranslated = .yes
        let port = port.map { Array(walk.registers.read($0, count: MemoryLayout<UInt16>.size)) }
        walk.decide(walk.packet.diversion(address: nil, port: port, isLocal: true) ?? .accept)
    }
}
