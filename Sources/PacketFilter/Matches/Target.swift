/// A target of x_tables: its parameters, and what it does with a packet.
///
/// A new one is a file of its own and a line in ``TargetTable``.
protocol Target: Sendable {
    /// The names that iptables has for it after `-j`.
    static var names: [String] { get }

    /// Reads the parameters; nil where they are not understood.
    init?(_ info: ExtensionInfo)

    /// Whether the kernel tracks connections because of it: nf_ct_netns_get.
    var tracksConnections: Bool { get }

    /// Does with the packet what the kernel does.
    func apply(to walk: inout Walk)
}

extension Target {
    var tracksConnections: Bool { false }
}
