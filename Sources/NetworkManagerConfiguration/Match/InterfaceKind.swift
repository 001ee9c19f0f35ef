/// The kinds of links that matter here, and what NetworkManager will see of them.
public enum InterfaceKind: String, Hashable, Sendable, CaseIterable {
    /// A pair of virtual Ethernet devices.
    case veth
    /// A VXLAN tunnel.
    case vxlan
    /// An IP-in-IP tunnel.
    case ipip
    /// A WireGuard tunnel.
    case wireguard
    /// A bridge.
    case bridge
    /// A device that drops what it gets and only has addresses.
    case dummy
    /// Anything.
    case unknown

    var type: DeviceTraits.Trait {
        switch self {
        case .veth: "ethernet"
        case .vxlan: "vxlan"
        case .ipip: "iptunnel"
        case .wireguard: "wireguard"
        case .bridge: "bridge"
        case .dummy: "dummy"
        case .unknown: .undetermined(Uncertainty("the type of the interface is unknown"))
        }
    }

    var driver: DeviceTraits.Trait {
        switch self {
        case .veth: "veth"
        case .vxlan: "vxlan"
        // NetworkManager takes the kind of a virtual link for its driver, whatever ethtool says.
        case .ipip: "ipip"
        case .wireguard: "wireguard"
        case .bridge: "bridge"
        case .dummy: "dummy"
        case .unknown: .undetermined(Uncertainty("the driver is unknown until the interface exists"))
        }
    }

    var driverVersion: DeviceTraits.Trait {
        switch self {
        case .veth: "1.0"
        case .vxlan: "0.1"
        case .ipip, .wireguard, .bridge, .dummy, .unknown:
            .undetermined(Uncertainty("the driver's version is unknown until the interface exists"))
        }
    }
}
