/// An address of a packet, as far as it is known: one, those of a network, or any that a host may have.
public struct PacketAddress: Hashable, Sendable {
    /// What each byte may be: four for IPv4, sixteen for IPv6.
    let bytes: [ByteSet]

    private init(bytes: [ByteSet]) { self.bytes = bytes }

    /// This one.
    public init(_ address: [UInt8]) { bytes = [ByteSet](known: address) }

    /// Those of a network; whole bytes behind its last bit are any.
    /// - Parameter prefix: how many bits are the network's.
    public init(network: [UInt8], prefix: Int) {
        bytes = network.enumerated().map { index, byte in
            let bits = max(0, min(8, prefix - index * 8))
            let host = UInt8(truncatingIfNeeded: 0xFF >> bits)
            return host == 0 ? ByteSet(byte) : ByteSet((byte & ~host)...(byte | host))
        }
    }

    /// Any that a host may have: no loopback, no multicast, no broadcast; of IPv6 global or unique local, as Calico
    /// takes no other.
    public static func any(isIPv6: Bool) -> PacketAddress {
        PacketAddress(
            bytes: isIPv6
                ? [ByteSet(Array(0x20...0x3F) + [0xFC, 0xFD])] + [ByteSet](unknown: 15)
                : [ByteSet((1...223).filter { $0 != 127 }), .any, .any, .any])
    }

    /// The address where it is the only one.
    var known: [UInt8]? {
        let known = bytes.compactMap(\.only)
        return known.count == bytes.count ? known : nil
    }

    /// The addresses that are not in a network, in parts that have nothing in common.
    public func without(network: [UInt8], prefix: Int) -> [PacketAddress] {
        let left = PacketAddress(network: network, prefix: prefix).bytes
        guard left.count == bytes.count, zip(bytes, left).allSatisfy({ $0.overlaps($1) }) else { return [self] }
        var parts: [PacketAddress] = []
        var common = bytes
        for index in bytes.indices {
            if let rest = bytes[index].subtracting(left[index]) {
                var part = common
                part[index] = rest
                parts.append(PacketAddress(bytes: part))
            }
            common[index] = bytes[index].intersection(left[index])
        }
        return parts
    }
}
