import Base
import CLinux
import Netlink

/// Looks for an extension header of IPv6, an option of IPv4 or TCP or a chunk of SCTP. The packets that are followed
/// have none but the options of TCP. Ref: net/netfilter/nft_exthdr.c, nft_exthdr_ipv6_eval and nft_exthdr_tcp_eval.
enum NFTExthdr: Expression {
    static let names = ["exthdr"]

    /// Loads a field of the header, and so holds only where it is there.
    case load
    /// Loads whether it is there.
    case presence(to: Register)
    /// Loads bytes of an option of TCP.
    case option(UInt8, Range<Int>, to: Register)
    /// Loads whether an option of TCP is there.
    case optionPresence(UInt8, to: Register)
    /// An option of TCP is written, which decides nothing.
    case write

    init?(_ attributes: NetlinkAttributes) {
        guard attributes[NFTA_EXTHDR_SREG] == nil else {
            self = .write
            return
        }
        // Before Linux 4.11 there are no operations.
        let operation = attributes[NFTA_EXTHDR_OP]?.network32 ?? NFT_EXTHDR_OP_IPV6.rawValue
        guard operation <= NFT_EXTHDR_OP_DCCP.rawValue else { return nil }
        let isPresence = (attributes[NFTA_EXTHDR_FLAGS]?.network32 ?? 0) & NFT_EXTHDR_F_PRESENT.rawValue != 0
        let to = attributes.register(NFTA_EXTHDR_DREG)
        guard operation == NFT_EXTHDR_OP_TCPOPT.rawValue else {
            self = isPresence ? to.map { .presence(to: $0) } ?? .load : .load
            return
        }
        guard let to, let kind = attributes[NFTA_EXTHDR_TYPE]?.bytes.first,
            let offset = attributes[NFTA_EXTHDR_OFFSET]?.network32.map(Int.init),
            let length = attributes[NFTA_EXTHDR_LEN]?.network32.map(Int.init), length <= Registers.size
        else { return nil }
        self = isPresence ? .optionPresence(kind, to: to) : .option(kind, offset..<offset + length, to: to)
    }

    func evaluate(_ walk: inout Walk) {
        let isTCP = walk.packet.transport == .tcp
        switch self {
        case .load: walk.require(.no, "")
        case .presence(let to): walk.registers.store([ByteSet(0)], in: to, subject: "a value")
        case .optionPresence(_, let to) where !isTCP: walk.registers.store([ByteSet(0)], in: to, subject: "a value")
        case .optionPresence(let kind, let to):
            let isThere = kind == PacketHeader.maximumSegmentSizeOption ? ByteSet(1) : ByteSet([0, 1])
            walk.registers.store([isThere], in: to, subject: Packet.options)
        case .option where !isTCP: walk.require(.no, "")
        case .option(let kind, let range, let to):
            let size = PacketHeader.maximumSegmentSizes(isIPv6: walk.packet.isIPv6)
            let option = [ByteSet](known: [kind, 4]) + [ByteSet](network: size, count: 2)
            let isKnown = kind == PacketHeader.maximumSegmentSizeOption
            // Whether others are there, and so the rest of the rule is evaluated, is the system's matter.
            if !isKnown { walk.require(.unknown, Packet.options) }
            let bytes = range.map { isKnown && $0 < option.count ? option[$0] : .any }
            walk.registers.store(bytes, in: to, subject: Packet.options)
        case .write: break
        }
    }
}
