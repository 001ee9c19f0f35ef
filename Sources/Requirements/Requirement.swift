/// One row of a profile: something that Calico needs of a node.
public struct Requirement: Hashable, Sendable {
    /// How much it weighs when it is not met.
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        /// Calico fails.
        case required
        /// Some of Calico's users miss something.
        case recommended
        /// Nothing uses it: it is told and weighs nothing.
        case informational
    }

    /// Where the requirement holds only sometimes: when it does.
    public enum Condition: String, Hashable, Sendable, CaseIterable {
        /// Where IPv6 is on.
        case ipv6
        /// Where Calico's nodes speak BGP, which they do unless VXLAN is the only encapsulation.
        case bgp
        /// Where pods' packets travel in IP-in-IP.
        case ipip
        /// Where they travel in VXLAN.
        case vxlan
        /// Where traffic between nodes is encrypted by WireGuard.
        case wireguard
        /// Where the eBPF data plane is used.
        case bpf
    }

    /// The stable name, which is the check's name: `kernel.feature.ip-set`.
    public let id: String
    /// The requirement in a few words.
    public let what: String
    /// How much it weighs.
    public let severity: Severity
    /// The release of Calico that first asks for it in this form.
    public let since: Release
    /// Where that is written.
    public let reference: String
    /// What it is for.
    public let why: String
    /// When it holds; nil where it always does.
    public let condition: Condition?
    /// What is asked of the node.
    public let demand: Demand

    private static let keys = ["kind", "what", "severity", "since", "reference", "why", "when"]

    /// Reads one group of a profile.
    init(_ row: ProfileGroup, symbols: Facts, checks: [String]?) throws(ProfileError) {
        let kind = try Demand.Kind(of: row, checks: checks)
        try row.expectKeys(Self.keys, kind.keys)
        id = row.id
        what = try row.text("what")
        reference = try row.text("reference")
        why = try row.text("why")
        severity = try row.requiredWord("severity", Severity.self)
        since = try row.release("since")
        condition = try row.word("when", Condition.self)
        demand = try Demand(row, kind, symbols: symbols)
    }
}
