/// A target of x_tables: what it was told, and what it does with a packet.
///
/// A new one is a file of its own and a line in ``TargetTable``.
protocol Target: Sendable {
    /// The names that iptables has for it after `-j`.
    static var names: [String] { get }

    /// Reads what the target was told; nil where that is not understood.
    init?(_ info: ExtensionInfo)

    /// Does with the packet what the kernel does.
    func apply(to walk: inout Walk)
}
