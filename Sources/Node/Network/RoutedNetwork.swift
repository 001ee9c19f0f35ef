import SystemPackage

/// A network that a route of the main table leads to: route(8), `/proc/net/route` and `/proc/net/ipv6_route`.
public struct RoutedNetwork: Hashable, Sendable {
    /// Four bytes for IPv4, sixteen for IPv6.
    public let address: [UInt8]
    /// How many bits of it are the network's.
    public let prefix: Int
    /// What the route goes out by.
    public let interface: String
    /// Whether its hosts are directly behind the interface, and not behind a gateway.
    public let isOnLink: Bool

    /// A network that is described.
    public init(_ address: [UInt8], prefix: Int, interface: String, isOnLink: Bool = true) {
        (self.address, self.prefix, self.interface, self.isOnLink) = (address, prefix, interface, isOnLink)
    }

    /// Whether it is the whole of another network, or a part of it.
    public func isWithin(_ other: RoutedNetwork) -> Bool {
        guard prefix >= other.prefix, address.count == other.address.count else { return false }
        return zip(address, other.address).enumerated().allSatisfy { index, bytes in
            let bits = max(0, min(8, other.prefix - index * 8))
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bits)
            return bytes.0 & mask == bytes.1 & mask
        }
    }
}

extension NetworkFacts {
    /// Flags of routes: RTF_UP, RTF_GATEWAY and RTF_REJECT of linux/route.h, and RTF_LOCAL of linux/ipv6_route.h.
    private static let (up, gateway, reject, local): (UInt32, UInt32, UInt32, UInt32) = (0x1, 0x2, 0x200, 0x8000_0000)

    /// The networks that routes lead to, but for the default ones; a kernel without IPv6 has none of it.
    public static func networks(in root: RootDirectory, isIPv6: Bool) throws(FileError) -> [RoutedNetwork] {
        let path = folder(in: root).appending(isIPv6 ? "ipv6_route" : "route")
        let lines = TextLines(try root.readIfPresent(path, limit: 16 << 20) ?? [])
        return lines.compactMap { isIPv6 ? network6($0.bytes.words) : network4($0.bytes.words) }
    }

    /// Interface, destination, gateway, flags, …, mask: numbers in the processor's order.
    private static func network4(_ words: [String]) -> RoutedNetwork? {
        guard words.count > 7, let destination = UInt32(words[1], radix: 16), let flags = UInt32(words[3], radix: 16),
            let mask = UInt32(words[7], radix: 16), mask != 0, flags & up != 0, flags & reject == 0
        else { return nil }
        let address = withUnsafeBytes(of: destination) { Array($0) }
        return RoutedNetwork(
            address, prefix: mask.nonzeroBitCount, interface: words[0], isOnLink: flags & gateway == 0)
    }

    /// Destination, its length, source, its length, gateway, metric, counters, flags, interface.
    private static func network6(_ words: [String]) -> RoutedNetwork? {
        guard words.count > 9, words[0].count == 32, let prefix = Int(words[1], radix: 16), prefix > 0,
            let flags = UInt32(words[8], radix: 16), flags & up != 0, flags & (reject | local) == 0
        else { return nil }
        let digits = Array(words[0])
        let address = stride(from: 0, to: 32, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
        guard address.count == 16 else { return nil }
        return RoutedNetwork(address, prefix: prefix, interface: words[9], isOnLink: flags & gateway == 0)
    }
}
