public import Base
import CLinux
import Glibc

/// A unicast route of any table but the kernel's own: `ip route show table all`.
public struct Route: Hashable, Sendable {
    /// Where it leads: four bytes for IPv4, sixteen for IPv6.
    public let destination: [UInt8]
    /// How many bits of it are the network's.
    public let prefix: UInt8
    /// The number of the link that packets leave by.
    public let interface: UInt32

    /// A route that is described.
    public init(_ destination: [UInt8], prefix: UInt8, interface: UInt32) {
        (self.destination, self.prefix, self.interface) = (destination, prefix, interface)
    }

    /// Whether an address is one of those that it leads to.
    public func contains(_ address: [UInt8]) -> Bool {
        guard address.count == destination.count else { return false }
        return zip(destination, address).enumerated().allSatisfy { index, bytes in
            let bits = max(0, min(8, Int(prefix) - index * 8))
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bits)
            return bytes.0 & mask == bytes.1 & mask
        }
    }

    /// The routes of IPv4 and IPv6 in this process's network namespace.
    public static func all(by deadline: Deadline) throws(NetlinkError) -> [Route] {
        var socket = try NetlinkSocket(.route, by: deadline, limit: 256 << 20)
        return try socket.dump(NetlinkRequest(RTM_GETROUTE, rtmsg())).compactMap(Route.init)
    }

    /// Makes a route to one address: `ip route add ADDRESS dev NAME scope link`.
    public static func add(
        to address: [UInt8], interface: UInt32, by deadline: Deadline
    ) throws(NetlinkError) {
        var header = rtmsg()
        header.rtm_family = Self.family(address)
        header.rtm_dst_len = UInt8(address.count * 8)
        header.rtm_table = UInt8(RT_TABLE_MAIN.rawValue)
        // As Calico's CNI plugin and `ip route add` leave it.
        header.rtm_protocol = UInt8(RTPROT_BOOT)
        header.rtm_scope = UInt8(address.count == 4 ? RT_SCOPE_LINK.rawValue : RT_SCOPE_UNIVERSE.rawValue)
        header.rtm_type = UInt8(RTN_UNICAST)
        var request = NetlinkRequest(RTM_NEWROUTE, header)
        request.append(RTA_DST.rawValue, address)
        request.append(RTA_OIF.rawValue, [UInt8](bytesOf: interface))
        var socket = try NetlinkSocket(.route, by: deadline, limit: 1 << 20)
        try socket.change(request, NLM_F_CREATE | NLM_F_EXCL)
    }

    private static func family(_ address: [UInt8]) -> UInt8 { UInt8(address.count == 4 ? AF_INET : AF_INET6) }

    /// Reads a message about a route; nil for one of another type, of the table of this host's own addresses, or
    /// without a link.
    public init?(_ message: NetlinkMessage) {
        let attributes = message.attributes(after: rtmsg.self)
        guard let header = message.header(rtmsg.self), Int(header.rtm_type) == Int(RTN_UNICAST),
            header.rtm_table != UInt8(RT_TABLE_LOCAL.rawValue), let interface = attributes[RTA_OIF]?.host32,
            [AF_INET, AF_INET6].contains(Int32(header.rtm_family))
        else { return nil }
        let count = Int32(header.rtm_family) == AF_INET ? 4 : 16
        let destination = attributes[RTA_DST].map { Array($0.bytes) } ?? [UInt8](repeating: 0, count: count)
        guard destination.count == count else { return nil }
        self.init(destination, prefix: header.rtm_dst_len, interface: interface)
    }
}
