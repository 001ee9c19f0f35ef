/// What one node said: the parts of a `check -o json` document that a report over many nodes is made of.
struct NodeReport {
    /// One check of it.
    struct Row {
        /// Its id.
        var id = TextPool.Index.none
        var title = TextPool.Index.none
        var status = FleetStatus.pass
        /// Whether it is required of the node.
        var isRequired = false
        /// What was found, where it is a finding or tells nodes apart.
        var found = TextPool.Index.none
        var remedy = TextPool.Index.none
        /// The id of the row that tells of the same cause; none where this one does.
        var cause = TextPool.Index.none
    }

    var host = TextPool.Index.none
    var time = TextPool.Index.none
    var profile = TextPool.Index.none
    var version = TextPool.Index.none
    /// How it was verified what is said of NetworkManager.
    var verification = TextPool.Index.none
    var verdict: FleetVerdict?
    var isOfCheck = false
    var rows: [Row] = []
}

/// What a node amounts to.
public enum FleetVerdict: String, Hashable, Sendable, CaseIterable {
    case nonconforming, undetermined, conforming
}

/// How a check came out on a node, in the words of `check -o json`; the worst first.
public enum FleetStatus: String, Hashable, Sendable, CaseIterable {
    case fail, undetermined, warning, waived, pass, skipped

    /// Whether it is something to look at.
    public var isFinding: Bool { self == .fail || self == .undetermined || self == .warning }
}
