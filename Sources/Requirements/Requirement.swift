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

    /// Reads the facts of one group of a profile.
    init(id: String, facts: Facts, symbols: Facts, profile: String) throws(ProfileError) {
        func fact(_ key: String) throws(ProfileError) -> String {
            guard let value = facts[key] else { throw ProfileError(.missing(key: key), profile, id) }
            return value
        }
        self.id = id
        what = try fact("what")
        reference = try fact("reference")
        why = try fact("why")
        guard let severity = Severity(rawValue: try fact("severity")) else {
            throw ProfileError(.invalid(key: "severity"), profile, id)
        }
        guard let since = Release(try fact("since")) else { throw ProfileError(.invalid(key: "since"), profile, id) }
        self.severity = severity
        self.since = since
        condition = facts["when"].flatMap(Condition.init)
        guard (facts["when"] == nil) == (condition == nil) else {
            throw ProfileError(.invalid(key: "when"), profile, id)
        }
        guard let demand = Demand(id: id, facts: facts, symbols: symbols) else {
            throw ProfileError(.invalid(key: "facts of the kind"), profile, id)
        }
        self.demand = demand
    }
}
