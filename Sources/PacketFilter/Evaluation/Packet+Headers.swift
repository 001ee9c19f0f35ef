import CLinux

extension Packet {
    /// Where the sender's address is in the IP header.
    var sourceRange: Range<Int> { isIPv6 ? PacketHeader.ip6Source : PacketHeader.ipSource }
    /// Where the receiver's address is.
    var destinationRange: Range<Int> { isIPv6 ? PacketHeader.ip6Destination : PacketHeader.ipDestination }

    /// The sender's address, or the receiver's.
    func address(isSource: Bool) -> ArraySlice<ByteSet> {
        networkHeader[isSource ? sourceRange : destinationRange]
    }

    /// Bytes of the packet.
    func bytes(_ base: nft_payload_bases, offset: Int, length: Int) -> ArraySlice<ByteSet> {
        let header =
            switch base {
            case NFT_PAYLOAD_NETWORK_HEADER: networkHeader
            case NFT_PAYLOAD_TRANSPORT_HEADER: transportHeader
            default: [ByteSet]()
            }
        if offset + length <= header.count { return header[offset..<offset + length] }
        return (offset..<offset + length).map { $0 < header.count ? header[$0] : .any }[...]
    }

    /// The flags of TCP: SYN alone in the first packet of a connection, and SYN with ACK in the answer.
    var flags: UInt8 { PacketHeader.tcpFlags(isAnswer: isAnswer) }

    /// The ports that it may come from.
    var sources: ClosedRange<UInt16> { isAnswer ? number...number : ephemeralPorts }
    /// The ports that it may go to.
    var destinations: ClosedRange<UInt16> { isAnswer ? ephemeralPorts : number...number }
}
