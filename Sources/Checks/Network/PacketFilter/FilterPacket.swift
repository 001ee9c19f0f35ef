import Node
import Requirements

/// The first packet of what a row of the table of network requirements asks for, or the answer to it, as far as it is known:
/// from or to another node.
struct FilterPacket: Hashable {
    /// Which way it goes.
    enum Direction: Hashable {
        case incoming, outgoing

        var other: Self { self == .incoming ? .outgoing : .incoming }
    }

    /// What a packet is of its connection; the numbers are the bits of the kernel's states.
    enum Connection: UInt8, Hashable { case invalid = 1, established = 2, new = 8, untracked = 64 }

    /// The interface that it comes in or goes out by; nil where that is not known.
    struct Interface: Hashable {
        let name: String
        /// Nil where the kernel does not say.
        let index: UInt32?
    }

    let direction: Direction
    /// Whether it is one of IPv6; it has no extension headers.
    let isIPv6: Bool
    let transport: Demand.Port.Transport
    /// The port that it goes to; the protocol's number for `ip`.
    let number: UInt16
    let interface: Interface?
    /// This node's address; nil where it is not known.
    let own: [UInt8]?
    /// The other node's address; nil where none was told.
    let peer: [UInt8]?
    /// Whether it is the answer to the first packet: it comes from the port and goes to one that the other end took.
    var isAnswer = false
    /// What it may be of its connection when it comes.
    var connection: Set<Connection> = [.new]

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
    /// The same for IPv6: global or unique local, as Calico takes no other.
    private static let unicast6 =
        [ByteSet(Array(0x20...0x3F) + [0xFC, 0xFD])] + [ByteSet](repeating: .any, count: 15)

    private func address(_ bytes: [UInt8]?) -> [ByteSet] {
        bytes.map(Self.known) ?? (isIPv6 ? Self.unicast6 : Self.unicast)
    }

    // MARK: What the steps of rules load

    /// Bytes of the packet.
    func bytes(_ header: FilterStep.Header, offset: Int, length: Int) -> [ByteSet] {
        var known: [Int: ByteSet] = [:]
        let (source, destination) =
            direction == .incoming ? (address(peer), address(own)) : (address(own), address(peer))
        switch (header, transport) {
        case (.network, _) where isIPv6:
            known[0] = ByteSet(0x60...0x6F)
            known[6] = ByteSet(protocolNumber)
            for index in 0..<16 { (known[8 + index], known[24 + index]) = (source[index], destination[index]) }
        case (.network, _):
            known[0] = ByteSet(0x45)
            // No fragment: connection tracking puts them together first.
            known[6] = ByteSet([0, 0x40])
            known[7] = ByteSet(0)
            known[9] = ByteSet(protocolNumber)
            for index in 0..<4 { (known[12 + index], known[16 + index]) = (source[index], destination[index]) }
        case (.transport, .tcp), (.transport, .udp):
            let port = isAnswer ? 0 : 2
            known[port] = ByteSet(UInt8(number >> 8))
            known[port + 1] = ByteSet(UInt8(number & 0xFF))
            if isAnswer { known[2] = ByteSet(UInt8(Self.taken.lowerBound >> 8)...0xFF) }
            if transport == .tcp { known[13] = ByteSet(flags) }
        default: break
        }
        return (offset..<offset + length).map { known[$0] ?? .any }
    }

    /// A fact about the packet, by its number in linux/netfilter/nf_tables.h; the lengths are the kernel's.
    func meta(_ key: UInt32, mark: [ByteSet]) -> [ByteSet] {
        let (isIn, isOut) = (direction == .incoming, direction == .outgoing)
        return switch key {
        case 1: Self.known(isIPv6 ? [0x86, 0xDD] : [0x08, 0x00])
        case 3: mark
        case 4 where isIn, 5 where isOut: index
        case 6 where isIn, 7 where isOut: name
        // A packet that comes in goes out nowhere, and the other way round.
        case 4, 5: Self.known([0, 0, 0, 0])
        case 6, 7: Self.known([UInt8](repeating: 0, count: 16))
        case 15: [ByteSet(isIPv6 ? 10 : 2)]
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
    /// - Parameter states: what it may be of its connection.
    func connection(_ key: UInt32, _ states: Set<Connection>) -> [ByteSet] {
        switch key {
        case 0: [ByteSet(states.map(\.rawValue))] + Self.known([0, 0, 0])
        case _ where !states.isSubset(of: [.new, .established]): [ByteSet](repeating: .any, count: 16)
        case 1: [ByteSet(isAnswer ? 1 : 0)]
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

    /// The flags of TCP: SYN alone in the first packet of a connection, and SYN with ACK in the answer.
    var flags: UInt8 { isAnswer ? 0x12 : 0x02 }

    /// The ports that a system takes for connections that it opens, at most.
    private static let taken: ClosedRange<UInt16> = 1024...UInt16.max

    /// The ports that it may come from.
    var sources: ClosedRange<UInt16> { isAnswer ? number...number : 0...UInt16.max }
    /// The ports that it may go to.
    var destinations: ClosedRange<UInt16> { isAnswer ? Self.taken : number...number }

    /// The packet that answers it.
    /// - Parameter connection: what this one was of its connection in the end.
    func answer(to connection: Set<Connection>) -> FilterPacket {
        var answer = FilterPacket(
            direction: direction.other, isIPv6: isIPv6, transport: transport, number: number, interface: interface,
            own: own, peer: peer, isAnswer: true)
        // An answer to what was not tracked belongs to no connection.
        answer.connection = Set(connection.map { $0 == .new ? .established : .invalid })
        return answer
    }

    /// Where a new destination takes the packet to; nil where it comes to this node and its port all the same.
    /// - Parameters:
    ///   - address: nil for the packet's own.
    ///   - port: nil for the packet's own.
    ///   - isLocal: whether the address becomes one of this node's.
    func diversion(address: [ByteSet]?, port: [ByteSet]?, isLocal: Bool) -> FilterVerdict? {
        let portNow = Self.known([UInt8(number >> 8), UInt8(number & 0xFF)])
        let staysOnPort = transport == .ip ? .yes : port.map { portNow.equals($0) } ?? .yes
        let host = direction == .incoming ? own : peer
        let staysHere =
            isLocal
            ? Trilean(direction == .incoming)
            : address.map { address in host.map { Self.known($0).equals(address) } ?? .maybe } ?? .yes
        switch staysOnPort && staysHere {
        case .yes: return nil
        case .maybe: return .other(direction == .incoming ? "where it sends the packet" : Self.receiver)
        case .no: break
        }
        let (to, number) = (address.map(Self.text) ?? "this node", port.flatMap(Self.number))
        return .divert(to: number.map { "port \($0) of \(to)" } ?? to)
    }

    /// What is not known where no peer is named: the one of a packet that comes in, the other of one that goes out.
    static let (sender, receiver) = ("the sender's address", "the address that it is for")

    private static func number(_ bytes: [ByteSet]) -> UInt16? {
        guard bytes.count == 2, let high = bytes[0].only, let low = bytes[1].only else { return nil }
        return UInt16(high) << 8 | UInt16(low)
    }

    private static func text(_ address: [ByteSet]) -> String {
        let bytes = address.compactMap(\.only)
        switch bytes.count {
        case 4: return bytes.map(String.init).joined(separator: ".")
        case 16:
            return stride(from: 0, to: 16, by: 2)
                .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }.joined(separator: ":")
        default: return "another address"
        }
    }

    static func known(_ bytes: [UInt8]) -> [ByteSet] { bytes.map { ByteSet($0) } }
}
