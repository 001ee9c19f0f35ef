import NetworkManagerConfiguration

extension InterfaceKind {
    /// What Calico's interfaces are that these tests speak of; the profiles of Requirements say it for the program.
    init(ofCalicos name: String) {
        let kinds: [(String, InterfaceKind)] = [
            ("cali", .veth), ("tunl", .ipip), ("vxlan", .vxlan), ("wireguard", .wireguard), ("wg-v6", .wireguard),
            ("bpfin.", .veth), ("bpfout.", .veth),
        ]
        self = kinds.first { name.hasPrefix($0.0) }?.1 ?? .unknown
    }
}
