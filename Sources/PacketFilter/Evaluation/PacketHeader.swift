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

    /// How many more routers a packet may come to. Systems begin with 64, 128 or 255, and no two nodes are 32 routers
    /// apart.
    static let hopLimits = ByteSet(32...UInt8.max)

    /// A header of IP without options, behind which no extension header is.
    /// - Parameter lengths: of the packet.
    static func ip(
        _ protocolNumber: UInt8, _ source: [ByteSet], _ destination: [ByteSet], _ lengths: ClosedRange<Int>,
        isIPv6: Bool
    ) -> PacketHeader {
        isIPv6
            ? ip6(protocolNumber, source, destination, lengths) : ip4(protocolNumber, source, destination, lengths)
    }

    private static func ip4(
        _ protocolNumber: UInt8, _ source: [ByteSet], _ destination: [ByteSet], _ lengths: ClosedRange<Int>
    ) -> PacketHeader {
        var bytes = [ByteSet](unknown: ipDestination.upperBound)
        // The version, and a length of five words.
        bytes[0] = ByteSet(0x45)
        bytes.replaceSubrange(2..<4, with: [ByteSet](network: lengths, count: 2))
        // No fragment: connection tracking puts them together first. "Do not fragment" may be there.
        bytes[6] = ByteSet([0, 0x40])
        bytes[7] = ByteSet(0)
        bytes[8] = hopLimits
        bytes[9] = ByteSet(protocolNumber)
        bytes.replaceSubrange(ipSource, with: source)
        bytes.replaceSubrange(ipDestination, with: destination)
        return PacketHeader(bytes)
    }

    private static func ip6(
        _ protocolNumber: UInt8, _ source: [ByteSet], _ destination: [ByteSet], _ lengths: ClosedRange<Int>
    ) -> PacketHeader {
        var bytes = [ByteSet](unknown: ip6Destination.upperBound)
        let header = ip6Destination.upperBound
        bytes[0] = ByteSet(0x60...0x6F)
        bytes.replaceSubrange(
            4..<6, with: [ByteSet](network: lengths.lowerBound - header...lengths.upperBound - header, count: 2))
        bytes[6] = ByteSet(protocolNumber)
        bytes[7] = hopLimits
        bytes.replaceSubrange(ip6Source, with: source)
        bytes.replaceSubrange(ip6Destination, with: destination)
        return PacketHeader(bytes)
    }

    /// The header of the packet in one of a tunnel, where rules look for ports that are not there.
    static func ip(within lengths: ClosedRange<Int>) -> PacketHeader {
        var bytes = [ByteSet](unknown: ipDestination.upperBound)
        // The version, and a length of at least five words.
        bytes[0] = ByteSet(0x45...0x4F)
        bytes.replaceSubrange(2..<4, with: [ByteSet](network: lengths, count: 2))
        return PacketHeader(bytes)
    }

    /// A header of TCP without options: what is behind it is not known.
    /// - Parameters:
    ///   - isAnswer: whether the packet comes from the port, and goes to one that the other end took.
    ///   - ephemeral: those that the other end takes.
    static func tcp(_ number: UInt16, isAnswer: Bool, ephemeral: ClosedRange<UInt16>) -> PacketHeader {
        let flags = 13
        var bytes = [ByteSet](unknown: flags + 1)
        bytes.replaceSubrange(0..<4, with: ports(number, isAnswer: isAnswer, ephemeral))
        bytes[flags] = ByteSet(tcpFlags(isAnswer: isAnswer))
        return PacketHeader(bytes)
    }

    /// A header of UDP.
    /// - Parameter lengths: of the header and what is behind it.
    static func udp(
        _ number: UInt16, isAnswer: Bool, ephemeral: ClosedRange<UInt16>, _ lengths: ClosedRange<Int>
    ) -> PacketHeader {
        PacketHeader(
            ports(number, isAnswer: isAnswer, ephemeral) + [ByteSet](network: lengths, count: 2)
                + [ByteSet](unknown: 2))
    }

    private static func ports(_ number: UInt16, isAnswer: Bool, _ ephemeral: ClosedRange<UInt16>) -> [ByteSet] {
        let port = [ByteSet](known: withUnsafeBytes(of: number.bigEndian) { Array($0) })
        let other = [ByteSet(UInt8(ephemeral.lowerBound >> 8)...UInt8(ephemeral.upperBound >> 8)), .any]
        return isAnswer ? port + other : other + port
    }

    /// The option in which a side says, in its first packet of TCP, how long segments may be: no system leaves it out.
    /// Ref: RFC 9293; net/ipv4/route.c, ip_rt_min_advmss; net/ipv6/route.c, ip6_default_advmss.
    static let maximumSegmentSizeOption: UInt8 = 2

    /// How many bytes it says.
    static func maximumSegmentSizes(isIPv6: Bool) -> ClosedRange<Int> { (isIPv6 ? 1220 : 256)...Int(UInt16.max) }

    /// SYN alone in the first packet of a connection, and SYN with ACK in the answer.
    static func tcpFlags(isAnswer: Bool) -> UInt8 {
        let (synchronize, acknowledge): (UInt8, UInt8) = (0x02, 0x10)
        return isAnswer ? synchronize | acknowledge : synchronize
    }
}
