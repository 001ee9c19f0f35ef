public import Base
import CLinux
import Glibc

/// A link as the kernel describes it: `ip -details link show`.
public struct Link: Hashable, Sendable {
    /// The other end of a pair, in another network namespace.
    public struct Peer: Hashable, Sendable {
        /// The number that this namespace has for the other one.
        public let namespace: Int32
        /// The other end's number there.
        public let index: UInt32

        /// An end that is described.
        public init(namespace: Int32, index: UInt32) { (self.namespace, self.index) = (namespace, index) }
    }

    /// Its name.
    public let name: String
    /// Its number.
    public let index: UInt32
    /// The kind of virtual link, such as `veth`; nil for one that the kernel names no kind of.
    public let kind: String?
    /// What kind of device it is to rules of the packet filter, `ARPHRD_…`.
    public let type: UInt16
    /// Whether it is administratively up: IFF_UP.
    public let isUp: Bool
    /// Whether what is below it is up, too: IFF_LOWER_UP.
    public let hasCarrier: Bool
    /// Whether it is a port of a bridge, bond or VRF.
    public let isPort: Bool
    /// The other end of a pair; nil where there is none, or where it is in this namespace.
    public let peer: Peer?

    /// A link that is described.
    public init(
        name: String, index: UInt32, kind: String?, type: UInt16, isUp: Bool, hasCarrier: Bool = true,
        isPort: Bool = false,
        peer: Peer? = nil
    ) {
        self.name = name
        self.index = index
        self.kind = kind
        self.type = type
        self.isUp = isUp
        self.hasCarrier = hasCarrier
        self.isPort = isPort
        self.peer = peer
    }

    /// The links of this process's network namespace.
    public static func all(by deadline: Deadline) throws(NetlinkError) -> [Link] {
        var socket = try NetlinkSocket(.route, by: deadline, limit: 256 << 20)
        return try socket.dump(NetlinkRequest(RTM_GETLINK, ifinfomsg())).compactMap(Link.init)
    }

    /// Sets a link up: `ip link set dev NAME up`.
    public static func setUp(_ index: UInt32, by deadline: Deadline) throws(NetlinkError) {
        var header = ifinfomsg()
        header.ifi_index = Int32(bitPattern: index)
        header.ifi_flags = UInt32(IFF_UP)
        header.ifi_change = UInt32(IFF_UP)
        var socket = try NetlinkSocket(.route, by: deadline, limit: 1 << 20)
        try socket.change(NetlinkRequest(RTM_SETLINK, header))
    }

    /// Reads a message about a link; nil for one without a name.
    public init?(_ message: NetlinkMessage) {
        let attributes = message.attributes(after: ifinfomsg.self)
        guard let header = message.header(ifinfomsg.self), let name = attributes[IFLA_IFNAME]?.text else { return nil }
        let peer = attributes[IFLA_LINK_NETNSID]?.host32.flatMap { namespace in
            attributes[IFLA_LINK]?.host32.map { Peer(namespace: Int32(bitPattern: namespace), index: $0) }
        }
        self.init(
            name: name, index: UInt32(bitPattern: header.ifi_index),
            kind: attributes[IFLA_LINKINFO]?.attributes[IFLA_INFO_KIND]?.text, type: header.ifi_type,
            isUp: header.ifi_flags & UInt32(IFF_UP) != 0, hasCarrier: header.ifi_flags & Self.lowerUp != 0,
            isPort: attributes[IFLA_MASTER] != nil, peer: peer)
    }

    /// IFF_LOWER_UP of linux/if.h, which the C library's header does not have.
    private static let lowerUp: UInt32 = 1 << 16
}
