import CLinux
import Netlink

/// Loads bytes of the packet, or replaces them. Ref: net/netfilter/nft_payload.c, nft_payload_eval and
/// nft_payload_set_eval.
enum NFTPayload: Expression {
    static let names = ["payload"]

    case load(nft_payload_bases, offset: UInt16, length: UInt8, to: Register)
    /// - Parameter isOfAddress: whether addresses or ports are among the bytes. Nothing else that is written counts.
    case write(isOfAddress: Bool)

    init?(_ attributes: NetlinkAttributes) {
        guard let base = attributes[NFTA_PAYLOAD_BASE]?.network32.map(nft_payload_bases.init(rawValue:)),
            let offset = attributes[NFTA_PAYLOAD_OFFSET]?.network32,
            let length = attributes[NFTA_PAYLOAD_LEN]?.network32,
            base.rawValue <= NFT_PAYLOAD_INNER_HEADER.rawValue
        else { return nil }
        if let to = attributes.register(NFTA_PAYLOAD_DREG), length <= NFT_DATA_VALUE_MAXLEN, offset <= UInt16.max {
            self = .load(base, offset: UInt16(offset), length: UInt8(length), to: to)
        } else if attributes[NFTA_PAYLOAD_SREG] != nil {
            self = .write(isOfAddress: Self.isOfAddress(base, Int(offset), Int(length)))
        } else {
            return nil
        }
    }

    private static func isOfAddress(_ base: nft_payload_bases, _ offset: Int, _ length: Int) -> Bool {
        switch base {
        case NFT_PAYLOAD_NETWORK_HEADER:
            // Behind the first eight bytes: the time to live, protocol and check sum of IPv4 are before the addresses.
            let (first, ip) = (PacketHeader.ip6Source.lowerBound, PacketHeader.ipSource.lowerBound)
            return offset + length > first && !(offset == first && offset + length <= ip)
        case NFT_PAYLOAD_TRANSPORT_HEADER: return offset < PacketHeader.destinationPort.upperBound
        case NFT_PAYLOAD_LL_HEADER: return false
        default: return true
        }
    }

    func evaluate(_ walk: inout Walk) {
        switch self {
        case .load(let base, let offset, let length, let to):
            let bytes = walk.packet.bytes(base, offset: Int(offset), length: Int(length))
            walk.registers.store(bytes, in: to, subject: Self.subject(base, Int(offset), walk.packet))
        case .write(isOfAddress: true): walk.decide(.other("a change of the packet's address or port"))
        case .write: break
        }
    }

    private static func subject(_ base: nft_payload_bases, _ offset: Int, _ packet: Packet) -> String {
        switch base {
        case NFT_PAYLOAD_NETWORK_HEADER where packet.sourceRange.contains(offset): Packet.sender
        case NFT_PAYLOAD_NETWORK_HEADER where packet.destinationRange.contains(offset): Packet.receiver
        case NFT_PAYLOAD_TRANSPORT_HEADER where PacketHeader.sourcePort.contains(offset): "the sender's port"
        case NFT_PAYLOAD_LL_HEADER: "the link-layer address"
        default: Packet.content
        }
    }
}
