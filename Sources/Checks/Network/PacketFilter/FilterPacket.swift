import Node
import Requirements

/// The first packet of what a row of the table of network requirements asks for, as far as it is known: from or to another
/// node, over IPv4.
struct FilterPacket: Hashable {
    /// Which way it goes.
    enum Direction: Hashable { case incoming, outgoing }

    /// The interface that it comes in or goes out by; nil where that is not known.
    struct Interface: Hashable {
        let name: String
        /// Nil where the kernel does not say.
        let index: UInt32?
    }

    let direction: Direction
    let transport: Demand.Port.Transport
    /// The port that it goes to; the protocol's number for `ip`.
    let number: UInt16
    let interface: Interface?
    /// The other node's address; nil where none was told.
    var peer: [UInt8]?

    /// The protocol's number in the IP header.
    var protocolNumber: UInt8 {
        switch transport {
        case .tcp: 6
        case .udp: 17
        case .ip: UInt8(truncatingIfNeeded: number)
        }
    }

    /// An address of a node: no loopback, no multicast, no broadcast.
    private static let unicast = [ByteSet((1...223).filter { $0 != 127 }), .any, .any, .any]

    private var other: [ByteSet] { peer.map { $0.map { ByteSet($0) } } ?? Self.unicast }

    // MARK: What the steps of rules load

    /// Bytes of the packet.
    func bytes(_ header: FilterStep.Header, offset: Int, length: Int) -> [ByteSet] {
        var known: [Int: ByteSet] = [:]
        switch (header, transport) {
        case (.network, _):
            known[0] = ByteSet(0x45)
            // No fragment: connection tracking puts them together first.
            known[6] = ByteSet([0, 0x40])
            known[7] = ByteSet(0)
            known[9] = ByteSet(protocolNumber)
            let (source, destination) =
                direction == .incoming ? (other, Self.unicast) : (Self.unicast, other)
            for index in 0..<4 { (known[12 + index], known[16 + index]) = (source[index], destination[index]) }
        case (.transport, .tcp), (.transport, .udp):
            known[2] = ByteSet(UInt8(number >> 8))
            known[3] = ByteSet(UInt8(number & 0xFF))
            // SYN alone: the first packet of a connection.
            if transport == .tcp { known[13] = ByteSet(0x02) }
        default: break
        }
        return (offset..<offset + length).map { known[$0] ?? .any }
    }

    /// A fact about the packet, by its number in linux/netfilter/nf_tables.h; the lengths are the kernel's.
    func meta(_ key: UInt32, mark: [ByteSet]) -> [ByteSet] {
        let (isIn, isOut) = (direction == .incoming, direction == .outgoing)
        return switch key {
        case 1: [ByteSet(0x08), ByteSet(0x00)]
        case 3: mark
        case 4 where isIn, 5 where isOut: index
        case 6 where isIn, 7 where isOut: name
        case 15: [ByteSet(2)]
        case 16: [ByteSet(protocolNumber)]
        case 19 where isIn: [ByteSet(0)]
        default: [ByteSet](repeating: .any, count: 16)
        }
    }

    private var index: [ByteSet] {
        guard let index = interface?.index else { return [ByteSet](repeating: .any, count: 4) }
        return (0..<4).map { ByteSet(UInt8(truncatingIfNeeded: index >> ($0 * 8))) }
    }

    private var name: [ByteSet] {
        // Whatever it is called, it is not `lo`: names of two letters are not for others.
        guard let name = interface?.name else {
            return [.any, .any, ByteSet(1...255)] + [ByteSet](repeating: .any, count: 13)
        }
        let bytes = Array(name.utf8.prefix(15))
        return Self.known(bytes + [UInt8](repeating: 0, count: 16 - bytes.count))
    }

    /// A fact about the packet's connection, which is new and not translated.
    func connection(_ key: UInt32) -> [ByteSet] {
        switch key {
        case 0: Self.known([8, 0, 0, 0])
        case 1: [ByteSet(0)]
        // Translated neither way: IPS_SRC_NAT and IPS_DST_NAT are 0x10 and 0x20.
        case 2: [ByteSet((0...255).filter { $0 & 0x30 == 0 }), .any, .any, .any]
        default: [ByteSet](repeating: .any, count: 16)
        }
    }

    /// What the routing table says of an address of the packet.
    func route(result: UInt32, flags: UInt32) -> [ByteSet] {
        let isSource = flags & 1 == 1
        // RTN_LOCAL and RTN_UNICAST: this node's own address, and another's.
        if result == 3 { return Self.known([isSource == (direction == .outgoing) ? 2 : 1, 0, 0, 0]) }
        // Tests of the reverse path ask for the interface that leads back to the sender, or whether there is one.
        if isSource, result == 1 { return flags & 0x20 != 0 ? Self.known([1, 0, 0, 0]) : index }
        return [ByteSet](repeating: .any, count: 16)
    }

    static func known(_ bytes: [UInt8]) -> [ByteSet] { bytes.map { ByteSet($0) } }
}
