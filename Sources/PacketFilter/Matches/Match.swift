import Base

/// A match of x_tables: its parameters, and whether it holds for a packet.
///
/// A new one is a file of its own and a line in ``MatchTable``.
protocol Match: Sendable {
    /// The names that iptables has for it after `-m`.
    static var names: [String] { get }

    /// Reads the parameters; nil for a revision that is not understood.
    init?(_ info: ExtensionInfo)

    /// Whether it holds.
    func matches(_ walk: Walk) -> Answer

    /// What the answer depends on where it is not known, for people.
    func reason(_ walk: Walk) -> String

    /// The kernel's number of the set of ip_set that it looks addresses up in; nil for most.
    var ipsetIndex: UInt16? { get }

    /// Whether the kernel tracks connections because of it: nf_ct_netns_get.
    var tracksConnections: Bool { get }

    /// Whether it is a limit of a rate that whatever comes to it uses up.
    var limitsRate: Bool { get }

    /// What it says for those who read the rule; nil where it is no comment.
    var comment: String? { get }
}

extension Match {
    func reason(_ walk: Walk) -> String { "the match \(Self.names.first ?? "")" }

    var ipsetIndex: UInt16? { nil }

    var tracksConnections: Bool { false }

    var limitsRate: Bool { false }

    var comment: String? { nil }
}
