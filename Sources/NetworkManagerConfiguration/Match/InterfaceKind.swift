public import KeyFile

/// The kinds of interfaces that Calico makes, and what NetworkManager will see of them.
public enum InterfaceKind: String, Hashable, Sendable, CaseIterable {
    /// Workloads' interfaces and the pair for eBPF.
    case veth
    /// `vxlan.calico` and its sister for IPv6.
    case vxlan
    /// `tunl0`.
    case ipip
    /// `wireguard.cali` and its sister for IPv6.
    case wireguard
    /// Anything.
    case unknown

    /// The kind of interface that Calico makes under a name, or names that fit a pattern.
    public init(calicoName name: RawText) {
        if name.hasPrefix("tunl") {
            self = .ipip
        } else if name.hasPrefix("vxlan") {
            self = .vxlan
        } else if name.hasPrefix("wireguard") || name.hasPrefix("wg-v6") {
            self = .wireguard
        } else if name.hasPrefix("cali") || name.hasPrefix("bpfin.") || name.hasPrefix("bpfout.") {
            self = .veth
        } else {
            self = .unknown
        }
    }

    var type: DeviceTraits.Trait {
        switch self {
        case .veth: "ethernet"
        case .vxlan: "vxlan"
        case .ipip: "iptunnel"
        case .wireguard: "wireguard"
        case .unknown: .undetermined(Uncertainty("the type of the interface is not known"))
        }
    }

    var driver: DeviceTraits.Trait {
        switch self {
        case .veth: "veth"
        case .vxlan: "vxlan"
        // NetworkManager takes the kind of a virtual link for its driver, whatever ethtool says.
        case .ipip: "ipip"
        case .wireguard: "wireguard"
        case .unknown: .undetermined(Uncertainty("the driver's name is not known before the interface is there"))
        }
    }

    var driverVersion: DeviceTraits.Trait {
        switch self {
        case .veth: "1.0"
        case .vxlan: "0.1"
        case .ipip, .wireguard, .unknown:
            .undetermined(Uncertainty("the driver's version is not known before the interface is there"))
        }
    }
}
