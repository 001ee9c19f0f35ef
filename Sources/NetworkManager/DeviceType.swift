/// What kind of device it is, as NetworkManager's `NMDeviceType`. Numbers that are not known here are kept.
///
/// These are the numbers on the bus. `type:` in NetworkManager's match lists uses other words: it calls a veth
/// `ethernet`, for instance.
public struct DeviceType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// NetworkManager's number.
    public let rawValue: UInt32

    /// The type with this number.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Wired ethernet other than veth.
    public static let ethernet = DeviceType(rawValue: 1)
    /// Something that NetworkManager has no type for.
    public static let generic = DeviceType(rawValue: 14)
    /// tun or tap.
    public static let tun = DeviceType(rawValue: 16)
    /// ipip, sit, gre and the like.
    public static let ipTunnel = DeviceType(rawValue: 17)
    /// VXLAN.
    public static let vxlan = DeviceType(rawValue: 19)
    /// One end of a pair, as every Calico workload has.
    public static let veth = DeviceType(rawValue: 20)
    /// WireGuard.
    public static let wireguard = DeviceType(rawValue: 29)
    /// The loopback, which has a type of its own since 1.42.
    public static let loopback = DeviceType(rawValue: 32)

    /// By number, as `NMDeviceType` of 1.58 spells them; 3 and 4 were never used.
    private static let names = [
        "unknown", "ethernet", "wifi", "3", "4", "bt", "olpc-mesh", "wimax", "modem", "infiniband", "bond", "vlan",
        "adsl",
        "bridge", "generic", "team", "tun", "ip-tunnel", "macvlan", "vxlan", "veth", "macsec", "dummy", "ppp",
        "ovs-interface", "ovs-port", "ovs-bridge", "wpan", "6lowpan", "wireguard", "wifi-p2p", "vrf", "loopback", "hsr",
        "ipvlan", "geneve",
    ]

    /// NetworkManager's name for it, or the number.
    public var description: String {
        Self.names.indices.contains(Int(rawValue)) ? Self.names[Int(rawValue)] : "\(rawValue)"
    }
}
