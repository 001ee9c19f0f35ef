import Requirements

/// The rows of the system requirements of Calico 3.16 for OpenShift, as facts: what each asks for, and which row
/// carries it.
enum SourceRows {
    static let kernelDependencies = [
        "ip_set", "ip_tables", "ip6_tables", "ipt_REJECT", "ipt_rpfilter", "ipt_set", "nf_conntrack_netlink",
        "nf_conntrack_proto_sctp", "sctp", "xt_addrtype", "xt_comment", "xt_conntrack", "xt_icmp", "xt_icmp6",
        "xt_ipvs",
        "xt_mark", "xt_multiport", "xt_rpfilter", "xt_sctp", "xt_set", "xt_u32", "ipip",
    ]

    static let ports: [(id: String, transport: Demand.Port.Transport, numbers: [UInt16], isIncomingOnly: Bool)] = [
        ("port.bgp", .tcp, [179], false),
        ("port.ipip", .ip, [4], false),
        ("port.vxlan", .udp, [4789], false),
        ("port.typha", .tcp, [5473], true),
        ("port.apiserver", .tcp, [443, 8443], true),
    ]

    static let interfaces: [(pattern: String, condition: Requirement.Condition?)] = [
        ("cali*", nil), ("tunl*", .ipip), ("vxlan.calico", .vxlan),
    ]

    /// The id that a name of the list of kernel dependencies has here.
    static func id(ofDependency name: String) -> String {
        "kernel.feature." + name.lowercased().map { $0 == "_" ? "-" : String($0) }.joined()
    }
}
