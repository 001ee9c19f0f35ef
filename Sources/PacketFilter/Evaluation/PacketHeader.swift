/// What is known of a header of a packet, byte by byte: RFC 791, RFC 8200, RFC 9293.
public struct PacketHeader {
    /// The addresses in a header of IPv4.
    static let (ipSource, ipDestination) = (12..<16, 16..<20)
    /// The addresses in a header of IPv6.
    static let (ip6Source, ip6Destination) = (8..<24, 24..<40)
    /// The ports in a header of TCP or UDP.
    static let (sourcePort, destinationPort) = (0..<2, 2..<4)
    /// The ports that a system takes for connections that it opens, at most: none takes one of the first 1024 unasked.
    public static let ephemeralPorts: ClosedRange<UInt16> = 1024...UInt16.max

    let bytes: [ByteSet]

    private init(_ bytes: [ByteSet]) { self.bytes = bytes }

    /// A header of IPv4 without options.
    static func ip(_ protocolNumber: UInt8, _ source: [ByteSet], _ destination: [ByteSet]) -> PacketHeader {
        var bytes = [ByteSet](unknown: ipDestination.upperBound)
        // The version, and a length of five words.
        bytes[0] = ByteSet(0x45)
        // No fragment: connection tracking puts them together first. "Do not fragment" may be there.
        bytes[6] = ByteSet([0, 0x40])
        bytes[7] = ByteSet(0)
        bytes[9] = ByteSet(protocolNumber)
        bytes.replaceSubrange(ipSource, with: source)
        bytes.replaceSubrange(ipDestination, with: destination)
        return PacketHeader(bytes)
    }

    /// A header of IPv6 that none of its extension headers follows.
    static func ip6(_ protocolNumber: UInt8, _ source: [ByteSet], _ destination: [ByteSet]) -> PacketHeader {
        var bytes = [ByteSet](unknown: ip6Destination.upperBound)
        bytes[0] = ByteSet(0x60...0x6F)
        bytes[6] = ByteSet(protocolNumber)
        bytes.replaceSubrange(ip6Source, with: source)
        bytes.replaceSubrange(ip6Destination, with: destination)
        return PacketHeader(bytes)
    }

    /// The ports, and for TCP the flags.
    /// - Parameters:
    ///   - isAnswer: whether the packet comes from the port, and goes to one that the other end took.
    ///   - ephemeral: those that the other end takes.
    static func ports(
        _ number: UInt16, isAnswer: Bool, isTCP: Bool, ephemeral: ClosedRange<UInt16>
    ) -> PacketHeader {
        let flags = 13
        var bytes = [ByteSet](unknown: isTCP ? flags + 1 : destinationPort.upperBound)
        let port = [ByteSet](known: withUnsafeBytes(of: number.bigEndian) { Array($0) })
        let (own, other) = isAnswer ? (sourcePort, destinationPort) : (destinationPort, sourcePort)
        bytes.replaceSubrange(own, with: port)
        bytes[other.lowerBound] = ByteSet(UInt8(ephemeral.lowerBound >> 8)...UInt8(ephemeral.upperBound >> 8))
        if isTCP { bytes[flags] = ByteSet(tcpFlags(isAnswer: isAnswer)) }
        return PacketHeader(bytes)
    }

    /// SYN alone in the first packet of a connection, and SYN with ACK in the answer.
    static func tcpFlags(isAnswer: Bool) -> UInt8 {
        let (synchronize, acknowledge): (UInt8, UInt8) = (0x02, 0x10)
        return isAnswer ? synchronize | acknowledge : synchronize
    }
}
