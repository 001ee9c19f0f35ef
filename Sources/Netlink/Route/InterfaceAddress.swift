import Glibc

/// An address of an interface by which other machines may reach this one: `ip address show scope global`.
public struct InterfaceAddress: Hashable, Sendable {
    /// The interface's name.
    public let interface: String
    /// Its number.
    public let index: UInt32
    /// Four bytes for IPv4, sixteen for IPv6.
    public let bytes: [UInt8]
    /// How many bits of it are the network's.
    public let prefix: UInt8
    /// Whether it stands back behind another one: a further one of the same network, or one of IPv6 that changes each day.
    public let isSecondary: Bool

    /// Whether it is an address of IPv6.
    public var isIPv6: Bool { bytes.count == 16 }

    /// An address that is described.
    public init(_ interface: String, index: UInt32, _ bytes: [UInt8], prefix: UInt8, isSecondary: Bool = false) {
        self.interface = interface
        self.index = index
        self.bytes = bytes
        self.prefix = prefix
        self.isSecondary = isSecondary
    }

    /// The addresses of global scope in this process's network namespace, in the kernel's order, but for those of `lo`.
    public static func all(within limit: Duration) throws(NetlinkError) -> [InterfaceAddress] {
        var socket = try NetlinkSocket(NetlinkSocket.route, within: limit, bytes: 64 << 20)
        return try socket.list(getAddress, [UInt8](repeating: 0, count: 8)).compactMap(InterfaceAddress.init)
    }

    /// RTM_GETADDR of linux/rtnetlink.h.
    private static let getAddress: UInt16 = 22
    /// Numbers of linux/if_addr.h. With a far end, `address` is that one's.
    private static let (address, local): (UInt16, UInt16) = (1, 2)
    /// RT_SCOPE_UNIVERSE, and the number of `lo`.
    private static let (global, loopback): (UInt8, UInt32) = (0, 1)

    /// Nil for an address of another scope.
    private init?(_ message: NetlinkMessage) {
        let header = message.payload
        let attributes = message.attributes(after: 8)
        guard header.count >= 8, header[3] == Self.global, let index = header.number32(at: 4), index != Self.loopback,
            let bytes = attributes[Self.local] ?? attributes[Self.address], [4, 16].contains(bytes.count)
        else { return nil }
        var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
        guard if_indextoname(index, &name) != nil else { return nil }
        self.init(
            String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self), index: index,
            Array(bytes), prefix: header[1], isSecondary: header[2] & 1 != 0)
    }
}
