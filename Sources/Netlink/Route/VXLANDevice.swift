public import Base
import CLinux
import Glibc

/// A VXLAN device as the kernel describes it: `ip -details link show type vxlan`.
public struct VXLANDevice: Hashable, Sendable {
    /// Its name, such as `vxlan.calico`.
    public let name: String
    /// The UDP port that it sends to and receives on.
    public let port: UInt16
    /// The network identifier; 0 where each packet brings its own.
    public let identifier: UInt32
    /// Whether it is up: only then the kernel holds the port for it.
    public let isUp: Bool
    /// What it asks of the port's socket beyond plain VXLAN, such as `external`. Devices share a port only where all of
    /// them ask for the same.
    public let traits: Set<String>

    /// A device that is described.
    public init(name: String, port: UInt16, identifier: UInt32, isUp: Bool, traits: Set<String>) {
        self.name = name
        self.port = port
        self.identifier = identifier
        self.isUp = isUp
        self.traits = traits
    }

    /// Why this one and another cannot be up on one port, as the kernel judges it; nil where they can.
    public func clash(with other: VXLANDevice) -> String? {
        guard port == other.port else { return nil }
        guard traits == other.traits else {
            let names = traits.symmetricDifference(other.traits).sorted().joined(separator: ", ")
            return "the devices cannot share the port because their options differ (\(names))"
        }
        return identifier == other.identifier ? "both use VNI \(identifier)" : nil
    }

    /// The devices of this process's network namespace.
    public static func all(by deadline: Deadline) throws(NetlinkError) -> [VXLANDevice] {
        var socket = try NetlinkSocket(.route, by: deadline, limit: 64 << 20)
        var request = NetlinkRequest(RTM_GETLINK, ifinfomsg())
        // Newer kernels then list devices of this kind only; older ones list all of them.
        request.append(IFLA_LINKINFO, nesting: IFLA_INFO_KIND, "vxlan")
        return try socket.dump(request).compactMap(VXLANDevice.init)
    }

    /// What must be alike on one socket: VXLAN_F_RCV_FLAGS of the kernel's net/vxlan.h.
    private static let traits: [(attribute: Int, name: String)] = [
        (IFLA_VXLAN_UDP_ZERO_CSUM6_RX, "udp6zerocsumrx"), (IFLA_VXLAN_REMCSUM_RX, "remcsumrx"), (IFLA_VXLAN_GBP, "gbp"),
        (IFLA_VXLAN_REMCSUM_NOPARTIAL, "remcsum-nopartial"), (IFLA_VXLAN_COLLECT_METADATA, "external"),
        (IFLA_VXLAN_GPE, "gpe"), (IFLA_VXLAN_VNIFILTER, "vnifilter"),
    ]
    /// Attributes that are there or not, and have no value: NLA_FLAG in vxlan_policy of drivers/net/vxlan.
    private static let bare: Set<Int> = [IFLA_VXLAN_GBP, IFLA_VXLAN_REMCSUM_NOPARTIAL, IFLA_VXLAN_GPE]

    /// Reads a message about a link; nil where it is of another kind.
    public init?(_ message: NetlinkMessage) {
        let attributes = message.attributes(after: ifinfomsg.self)
        guard let header = message.header(ifinfomsg.self), let information = attributes[IFLA_LINKINFO]?.attributes,
            information[IFLA_INFO_KIND]?.text == "vxlan", let data = information[IFLA_INFO_DATA]?.attributes,
            let name = attributes[IFLA_IFNAME]?.text, let port = data[IFLA_VXLAN_PORT]?.network16
        else { return nil }
        self.init(
            name: name, port: port, identifier: data[IFLA_VXLAN_ID]?.host32 ?? 0,
            isUp: header.ifi_flags & UInt32(IFF_UP) != 0,
            traits: Set(
                Self.traits.compactMap { attribute, name in
                    guard let value = data[attribute] else { return nil }
                    return Self.bare.contains(attribute) || value.byte != 0 ? name : nil
                }))
    }
}
