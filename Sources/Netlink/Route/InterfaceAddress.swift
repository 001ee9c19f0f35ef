public import Base
import CLinux

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
    /// Whether it stands back behind another one: a further one of the same network, or one of IPv6 that changes each
    /// day.
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
    public static func all(by deadline: Deadline) throws(NetlinkError) -> [InterfaceAddress] {
        var socket = try NetlinkSocket(.route, by: deadline, limit: 64 << 20)
        let messages = try socket.dump(NetlinkRequest(RTM_GETADDR, ifaddrmsg()))
        var names: [UInt32: String] = [:]
        var addresses: [InterfaceAddress] = []
        for message in messages {
            guard let header = message.header(ifaddrmsg.self), Self.isOfInterest(header) else { continue }
            if names[header.ifa_index] == nil {
                names[header.ifa_index] = try Self.name(of: header.ifa_index, &socket)
            }
            let name = names[header.ifa_index] ?? ""
            guard !name.isEmpty, let address = InterfaceAddress(message, interface: name) else { continue }
            addresses.append(address)
        }
        return addresses
    }

    /// The addresses of global scope of a link in another network namespace; nil where this kernel (before 4.20), or
    /// this process's rights, do not let one look there.
    public static func all(of peer: Link.Peer, by deadline: Deadline) throws(NetlinkError) -> [InterfaceAddress]? {
        var socket = try NetlinkSocket(.route, by: deadline, limit: 16 << 20)
        guard socket.asksStrictly() else { return nil }
        var header = ifaddrmsg()
        header.ifa_index = peer.index
        var request = NetlinkRequest(RTM_GETADDR, header)
        request.append(IFA_TARGET_NETNSID, [UInt8](bytesOf: peer.namespace))
        let messages: [NetlinkMessage]
        do throws(NetlinkError) { messages = try socket.dump(request) } catch .refused { return nil }
        let theirs = messages.filter { $0.attributes(after: ifaddrmsg.self)[IFA_TARGET_NETNSID] != nil }
        // A kernel that does not know the attribute lists this namespace's own.
        guard theirs.count == messages.count else { return nil }
        return theirs.compactMap { InterfaceAddress($0, interface: "") }.filter { $0.index == peer.index }
    }

    /// The number of `lo` in every network namespace: LOOPBACK_IFINDEX of the kernel's net/flow.h.
    private static let loopback: UInt32 = 1

    private static func isOfInterest(_ header: ifaddrmsg) -> Bool {
        header.ifa_scope == UInt8(RT_SCOPE_UNIVERSE.rawValue) && header.ifa_index != loopback
    }

    /// The name of a link by its number; empty for one that went away in between.
    private static func name(of index: UInt32, _ socket: inout NetlinkSocket) throws(NetlinkError) -> String {
        var header = ifinfomsg()
        header.ifi_index = Int32(bitPattern: index)
        do throws(NetlinkError) {
            let link = try socket.request(NetlinkRequest(RTM_GETLINK, header))
            return link.attributes(after: ifinfomsg.self)[IFLA_IFNAME]?.text ?? ""
        } catch .refused {
            return ""
        }
    }

    /// Reads a message about an address of an interface; nil for one of another scope, and for those of `lo`.
    public init?(_ message: NetlinkMessage, interface: String) {
        let attributes = message.attributes(after: ifaddrmsg.self)
        // With a far end, IFA_ADDRESS is that one's.
        guard let header = message.header(ifaddrmsg.self), Self.isOfInterest(header),
            let bytes = (attributes[IFA_LOCAL] ?? attributes[IFA_ADDRESS])?.bytes, [4, 16].contains(bytes.count)
        else { return nil }
        self.init(
            interface, index: header.ifa_index, Array(bytes), prefix: header.ifa_prefixlen,
            isSecondary: UInt32(header.ifa_flags) & UInt32(IFA_F_SECONDARY) != 0)
    }
}
