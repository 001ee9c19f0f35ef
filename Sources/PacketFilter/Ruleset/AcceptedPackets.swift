import CLinux
import Netlink

/// The packets that a rule lets through which a remedy inserts.
public enum AcceptedPackets: Hashable, Sendable {
    /// Those to a port, or from it; those of a protocol of IP by its number.
    case port(Packet.Transport, UInt16, isSource: Bool)
    /// Those that come in by interfaces whose names begin so, or go out by them.
    case interface(prefix: String, isInput: Bool)
    /// Those that are for other hosts than this one, or from others.
    case remote(isSource: Bool)
    /// Those that have the mark by which Felix says that its policies let them through.
    case markedByFelix

    /// What nf_tables has for it.
    var expressions: [any Expression] {
        switch self {
        case .port(let transport, let number, let isSource):
            let isTransport =
                [NFTMeta.load(NFT_META_L4PROTO), NFTCmp(isEqual: true, [transport.protocolNumber(number)])]
                as [any Expression]
            guard transport != .ip else { return isTransport }
            let port = isSource ? PacketHeader.sourcePort : PacketHeader.destinationPort
            let load = NFTPayload.load(
                NFT_PAYLOAD_TRANSPORT_HEADER, offset: UInt16(port.lowerBound), length: UInt8(port.count), to: .first)
            return isTransport + [load, NFTCmp(isEqual: true, [UInt8](bytesOf: number.bigEndian))]
        case .interface(let prefix, let isInput):
            return [
                NFTMeta.load(isInput ? NFT_META_IIFNAME : NFT_META_OIFNAME), NFTCmp(isEqual: true, Array(prefix.utf8)),
            ]
        case .remote(let isSource):
            let local = [UInt8](bytesOf: UInt32(RTN_LOCAL))
            return [NFTFib.addressType(isSource: isSource), NFTCmp(isEqual: false, local)]
        case .markedByFelix:
            let bit = [UInt8](bytesOf: PacketState.acceptBit)
            return [NFTMeta.load(NFT_META_MARK), NFTBitwise(mask: bit), NFTCmp(isEqual: true, bit)]
        }
    }
}
