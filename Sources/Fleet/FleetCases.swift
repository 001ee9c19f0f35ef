extension FleetReports {
    /// Every node with every check of it, for reports that list them: by name.
    public func forEachNode(_ body: (_ name: String, _ time: String, _ profile: String, [FleetCase]) -> Void) {
        func text(_ index: TextPool.Index) -> String { texts.text(index) ?? "" }
        for named in NamedReport.all(of: self) {
            let cases = named.report.rows.map { row in
                FleetCase(
                    id: text(row.id), status: row.status, isRequired: row.isRequired, found: text(row.found),
                    remedy: texts.text(row.remedy))
            }
            body(named.name, text(named.report.time), text(named.report.profile), cases)
        }
    }
}

/// One check of one node.
public struct FleetCase: Hashable, Sendable {
    /// Its id.
    public let id: String
    /// How it came out.
    public let status: FleetStatus
    /// Whether it is required of the node.
    public let isRequired: Bool
    /// What was found, where it is a finding.
    public let found: String
    /// What to do; nil where nothing is known.
    public let remedy: String?

    /// A check of a node, or of what came in its place.
    public init(id: String, status: FleetStatus, isRequired: Bool, found: String, remedy: String?) {
        (self.id, self.status, self.isRequired) = (id, status, isRequired)
        (self.found, self.remedy) = (found, remedy)
    }
}
