import Base
import CLinux
import Glibc

/// A packet that nodes or their pods send each other, as far as it is known: the first one of a connection, or the
/// answer to it.
public struct Packet: Sendable {
    /// Which way it goes.
    public enum Direction: Hashable, Sendable {
        /// To this node.
        case incoming
        /// From this node.
        case outgoing
        /// Through this node, from or to a pod of its own.
        case forwarded

        var other: Self {
            switch self {
            case .incoming: .outgoing
            case .outgoing: .incoming
            case .forwarded: .forwarded
            }
        }
    }

    /// What it carries.
    public enum Transport: String, Hashable, Sendable {
        case tcp, udp
        /// Another protocol of IP.
        case ip

        /// The protocol's number in the IP header.
        /// - Parameter number: the port; the protocol's number for `ip`.
        func protocolNumber(_ number: UInt16) -> UInt8 {
            switch self {
            case .tcp: UInt8(IPPROTO_TCP)
            case .udp: UInt8(IPPROTO_UDP)
            case .ip: UInt8(truncatingIfNeeded: number)
            }
        }
    }

    /// The interface that it comes in or goes out by.
    public struct Interface: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// Nil where the kernel does not say.
        public let index: UInt32?
        /// What kind of device it is, `ARPHRD_…`; nil where the kernel does not say.
        public let type: UInt16?

        /// An interface.
        public init(name: String, index: UInt32?, type: UInt16? = nil) {
            self.name = name
            self.index = index
            self.type = type
        }
    }

    /// What is not known where no peer is named: the one of a packet that comes in, the other of one that goes out.
    public static let (sender, receiver) = ("the sender's address", "the address that it is for")
    /// What differs from packet to packet, for people.
    static let (content, options, size, chance) = (
        "the packet's content", "the packet's options", "the packet's length", "chance"
    )

    let direction: Direction
    /// Whether it is one of IPv6; it has no extension headers.
    let isIPv6: Bool
    let transport: Transport
    /// The port that it goes to; the protocol's number for `ip`.
    let number: UInt16
    /// The interfaces that it comes in and goes out by; nil where that is not known, or where there is none.
    let input, output: Interface?
    /// Whose it is, and whom it is for.
    let source, destination: PacketAddress
    /// The ports that a system takes for connections that it opens.
    let ephemeralPorts: ClosedRange<UInt16>
    /// Whether it is the answer to the first packet: it comes from the port and goes to one that the other end took.
    let isAnswer: Bool
    /// What it may be of its connection when it comes.
    let connection: ConnectionStates
    /// Whether rules behind routing see by which interface a forwarded packet came in.
    let keepsInput: Bool
    /// Which of the packets that are alike in all of this.
    let variety: PacketVariety
    /// What is known of the IP header, and of the first bytes behind it.
    let networkHeader, transportHeader: [ByteSet]

    /// The first packet of a connection between this node and another one.
    /// - Parameters:
    ///   - interface: that it comes in or goes out by; nil where it is not known.
    ///   - own: this node's address; nil where it is not known.
    ///   - peer: the other node's address; nil where none was named.
    ///   - ephemeralPorts: those that a system takes for connections that it opens.
    public init(
        _ direction: Direction, _ transport: Transport, number: UInt16, isIPv6: Bool = false,
        interface: Interface? = nil, own: [UInt8]? = nil, peer: [UInt8]? = nil,
        ephemeralPorts: ClosedRange<UInt16> = PacketHeader.ephemeralPorts
    ) {
        func address(_ bytes: [UInt8]?) -> PacketAddress { bytes.map { PacketAddress($0) } ?? .any(isIPv6: isIPv6) }
        self.init(
            direction, transport, number: number, isIPv6: isIPv6, interface: interface, own: address(own),
            peer: address(peer), ephemeralPorts: ephemeralPorts)
    }

    /// The first packet of a connection between this node and another one of which something is known.
    public init(
        _ direction: Direction, _ transport: Transport, number: UInt16, isIPv6: Bool, interface: Interface?,
        own: PacketAddress, peer: PacketAddress, ephemeralPorts: ClosedRange<UInt16> = PacketHeader.ephemeralPorts
    ) {
        let isIncoming = direction == .incoming
        self.init(
            direction, transport, number: number, isIPv6: isIPv6, input: isIncoming ? interface : nil,
            output: isIncoming ? nil : interface, source: isIncoming ? peer : own,
            destination: isIncoming ? own : peer, ephemeralPorts: ephemeralPorts, isAnswer: false, connection: .new)
    }

    /// The first packet of a connection that leads through this node.
    /// - Parameter keepsInput: whether rules behind routing see by which interface it came in, as from Linux 5.7 on.
    /// Ref:   net/ipv4/ip_output.c, ip_output.
    public init(
        forwarded transport: Transport, number: UInt16, isIPv6: Bool, from input: Interface?, to output: Interface?,
        source: PacketAddress, destination: PacketAddress, keepsInput: Bool = false,
        ephemeralPorts: ClosedRange<UInt16> = PacketHeader.ephemeralPorts
    ) {
        self.init(
            .forwarded, transport, number: number, isIPv6: isIPv6, input: input, output: output, source: source,
            destination: destination, ephemeralPorts: ephemeralPorts, isAnswer: false, connection: .new,
            keepsInput: keepsInput)
    }

    private init(
        _ direction: Direction, _ transport: Transport, number: UInt16, isIPv6: Bool, input: Interface?,
        output: Interface?, source: PacketAddress, destination: PacketAddress, ephemeralPorts: ClosedRange<UInt16>,
        isAnswer: Bool, connection: ConnectionStates, keepsInput: Bool = false, variety: PacketVariety? = nil
    ) {
        self.keepsInput = keepsInput
        self.direction = direction
        self.transport = transport
        self.number = number
        self.isIPv6 = isIPv6
        (self.input, self.output) = (input, output)
        (self.source, self.destination) = (source, destination)
        self.ephemeralPorts = ephemeralPorts
        self.isAnswer = isAnswer
        self.connection = connection
        let variety = variety ?? PacketVariety(transport, number, isIPv6: isIPv6)
        self.variety = variety
        let protocolNumber = transport.protocolNumber(number)
        networkHeader =
            PacketHeader.ip(
                protocolNumber, source.bytes, destination.bytes, variety.lengths, isIPv6: isIPv6
            ).bytes
        let payload = variety.payloads(isIPv6: isIPv6)
        transportHeader =
            switch transport {
            case .tcp: PacketHeader.tcp(number, isAnswer: isAnswer, ephemeral: ephemeralPorts).bytes
            case .udp: PacketHeader.udp(number, isAnswer: isAnswer, ephemeral: ephemeralPorts, payload).bytes
            case .ip: Int(number) == Int(IPPROTO_IPIP) ? PacketHeader.ip(within: payload).bytes : []
            }
    }

    /// Those of the packets that are of a variety.
    func narrowed(to variety: PacketVariety) -> Packet { changed(to: variety, connection) }

    /// One of those behind it, once there was an answer.
    var later: Packet { changed(to: variety, .established) }

    private func changed(to variety: PacketVariety, _ connection: ConnectionStates) -> Packet {
        Packet(
            direction, transport, number: number, isIPv6: isIPv6, input: input, output: output, source: source,
            destination: destination, ephemeralPorts: ephemeralPorts, isAnswer: isAnswer, connection: connection,
            keepsInput: keepsInput, variety: variety)
    }

    /// The packet that answers it.
    /// - Parameter connection: what this one was of its connection in the end.
    public func answer(to connection: ConnectionStates) -> Packet {
        // An answer to what was not tracked belongs to no connection.
        var states: ConnectionStates = []
        if connection.contains(.new) { states.insert(.established) }
        if !connection.subtracting(.new).isEmpty { states.insert(.invalid) }
        return Packet(
            direction.other, transport, number: number, isIPv6: isIPv6, input: output, output: input,
            source: destination, destination: source, ephemeralPorts: ephemeralPorts, isAnswer: true,
            connection: states, keepsInput: keepsInput)
    }

    /// The protocol's number in the IP header.
    var protocolNumber: UInt8 { transport.protocolNumber(number) }

    /// `AF_INET` or `AF_INET6`, which are also NFPROTO_IPV4 and NFPROTO_IPV6.
    var family: UInt8 { UInt8(isIPv6 ? AF_INET6 : AF_INET) }
}
