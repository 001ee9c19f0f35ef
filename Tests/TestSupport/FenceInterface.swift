/// An interface of a node on which a ``FenceCase`` is tried.
public struct FenceInterface: Hashable, Sendable {
    /// Kinds that every kernel has, as NetworkManager's `type:` and `driver:` call them.
    public enum Kind: Sendable {
        case veth, bridge, vxlan

        /// What `type:` compares.
        public var type: String {
            switch self {
            case .veth: "ethernet"
            case .bridge: "bridge"
            case .vxlan: "vxlan"
            }
        }

        /// What `driver:` compares.
        public var driver: String {
            switch self {
            case .veth: "veth"
            case .bridge: "bridge"
            case .vxlan: "vxlan"
            }
        }
    }

    /// Its name.
    public let name: String
    /// What it is.
    public let kind: Kind

    /// Calico's. A bridge stands for the tunnel of IP in IP, whose module a build machine need not have.
    public static let required = [
        FenceInterface(name: "cali0", kind: .veth), FenceInterface(name: "cali0123456789a", kind: .veth),
        FenceInterface(name: "tunl0", kind: .bridge), FenceInterface(name: "vxlan.calico", kind: .vxlan),
    ]

    /// Those of others: uplinks, container bridges, and names that nearly are Calico's or that a token of a case speaks
    /// of.
    public static let bystanders =
        ["eth0", "eth1", "eth9", "ens5", "ens6", "veth0a1b2c", "cal0", "c0", "xcali0", "tun0", "vxlan-calico"]
        .map { FenceInterface(name: $0, kind: .veth) }
        + ["docker0", "br-int"].map { FenceInterface(name: $0, kind: .bridge) }
        + [FenceInterface(name: "vxlan9", kind: .vxlan)]
}
