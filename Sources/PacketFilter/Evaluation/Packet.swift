import Base
import CLinux
import Glibc

/// A packet that nodes send each other, as far as it is known: the first one of a connection, or the answer to it.
public struct Packet: Sendable {
    /// Which way it goes.
    public enum Direction: Hashable, Sendable {
        case incoming, outgoing

        var other: Self { self == .incoming ? .outgoing : .incoming }
    }

    /// What it carries.
    public enum Transport: String, Hashable, Sendable {
        case tcp, udp
        /// Another protocol of IP.
        case ip
    }

    /// The interface that it comes in or goes out by.
    public struct Interface: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// Nil where the kernel does not say.
        public let index: UInt32?

        /// An interface.
        public init(name: String, index: UInt32?) {
            self.name = name
            self.index = index
        }
    }

    /// What is not known where no peer is named: the one of a packet that comes in, the other of one that goes out.
    public static let (sender, receiver) = ("the sender's address", "the address that it is for")

    let direction: Direction
    /// Whether it is one of IPv6; it has no extension headers.
    let isIPv6: Bool
    let transport: Transport
    /// The port that it goes to; the protocol's number for `ip`.
    let number: UInt16
    /// Nil where it is not known.
    let interface: Interface?
    /// This node's address; nil where it is not known.
    let own: [UInt8]?
    /// The other node's address; nil where none was named.
    let peer: [UInt8]?
    /// Whether it is the answer to the first packet: it comes from the port and goes to one that the other end took.
    let isAnswer: Bool
    /// What it may be of its connection when it comes.
    let connection: ConnectionStates
    /// What is known of the IP header, and of the first bytes behind it.
    private let networkHeader, transportHeader: [ByteSet]

    /// The first packet of a connection.
    public init(
        _ direction: Direction, _ transport: Transport, number: UInt16, isIPv6: Bool = false,
        interface: Interface? = nil, own: [UInt8]? = nil, peer: [UInt8]? = nil
    ) {
        self.init(
            direction, transport, number: number, isIPv6: isIPv6, interface: interface, own: own, peer: peer,
            isAnswer: false, connection: .new)
    }

    private init(
        _ direction: Direction, _ transport: Transport, number: UInt16, isIPv6: Bool, interface: Interface?,
        own: [UInt8]?, peer: [UInt8]?, isAnswer: Bool, connection: ConnectionStates
    ) {
        self.direction = direction
        self.transport = transport
        self.number = number
        self.isIPv6 = isIPv6
        self.interface = interface
        self.own = own
        self.peer = peer
        self.isAnswer = isAnswer
        self.connection = connection
        let (here, there) = (Self.address(own, isIPv6), Self.address(peer, isIPv6))
        let (source, destination) = direction == .incoming ? (there, here) : (here, there)
        let number = Self.protocolNumber(transport, number)
        networkHeader =
            isIPv6
            ? PacketHeader.ip6(number, source, destination).bytes : PacketHeader.ip(number, source, destination).bytes
        transportHeader =
            transport == .ip
            ? [] : PacketHeader.ports(self.number, isAnswer: isAnswer, isTCP: transport == .tcp).bytes
    }

    /// The packet that answers it.
    /// - Parameter connection: what this one was of its connection in the end.
    public func answer(to connection: ConnectionStates) -> Packet {
        // An answer to what was not tracked belongs to no connection.
        var states: ConnectionStates = []
        if connection.contains(.new) { states.insert(.established) }
        if !connection.subtracting(.new).isEmpty { states.insert(.invalid) }
        return Packet(
            direction.other, transport, number: number, isIPv6: isIPv6, interface: interface, own: own, peer: peer,
            isAnswer: true, connection: states)
    }

    /// The protocol's number in the IP header.
    var protocolNumber: UInt8 { Self.protocolNumber(transport, number) }

    private static func protocolNumber(_ transport: Transport, _ number: UInt16) -> UInt8 {
        switch transport {
        case .tcp: UInt8(IPPROTO_TCP)
        case .udp: UInt8(IPPROTO_UDP)
        case .ip: UInt8(truncatingIfNeeded: number)
        }
    }

    /// `AF_INET` or `AF_INET6`, which are also NFPROTO_IPV4 and NFPROTO_IPV6.
    var family: UInt8 { UInt8(isIPv6 ? AF_INET6 : AF_INET) }

    /// An address of a node: no loopback, no multicast, no broadcast.
    private static let unicast = [ByteSet((1...223).filter { $0 != 127 }), .any, .any, .any]
    /// The same for IPv6: global or unique local, as Calico takes no other.
    private static let unicast6 = [ByteSet(Array(0x20...0x3F) + [0xFC, 0xFD])] + [ByteSet](unknown: 15)

    private static func address(_ bytes: [UInt8]?, _ isIPv6: Bool) -> [ByteSet] {
        bytes.map { [ByteSet](known: $0) } ?? (isIPv6 ? unicast6 : unicast)
    }

    // MARK: Headers

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
    var sources: ClosedRange<UInt16> { isAnswer ? number...number : 0...UInt16.max }
    /// The ports that it may go to.
    var destinations: ClosedRange<UInt16> { isAnswer ? PacketHeader.ephemeralPorts : number...number }

    // MARK: The interface

    /// The index of the interface in the processor's order.
    var interfaceIndex: [ByteSet] {
        interface?.index.map { [ByteSet](host: $0) } ?? [ByteSet](unknown: MemoryLayout<UInt32>.size)
    }

    /// The name of the interface, filled up with zeros.
    var interfaceName: [ByteSet] {
        let size = Int(IFNAMSIZ)
        // Whatever it is called, it is not `lo`: names of two letters are not for others.
        guard let name = interface?.name else {
            return [.any, .any, ByteSet(1...255)] + [ByteSet](unknown: size - 3)
        }
        let bytes = Array(name.utf8.prefix(size - 1))
        return [ByteSet](known: bytes + [UInt8](repeating: 0, count: size - bytes.count))
    }
}
