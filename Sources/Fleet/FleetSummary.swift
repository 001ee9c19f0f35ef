/// What the reports of many nodes amount to.
public struct FleetSummary: Sendable {
    /// A node that answered.
    public struct Node: Hashable, Sendable {
        /// Its host name.
        public let name: String
        /// What it amounts to.
        public let verdict: FleetVerdict
        /// The profile that it was checked against.
        public let profile: String
        /// The version of nmfence that looked.
        public let version: String
        /// How it was verified what is said of NetworkManager.
        public let verification: String
        /// When it was looked at.
        public let time: String
        /// The ids of its findings, the worst first.
        public let findings: [String]
        /// How many of its checks came out so.
        public let counts: [FleetStatus: Int]
        /// How many reports it sent, of which the newest is used.
        public let reports: Int
    }

    /// One check that came out badly on some nodes.
    public struct Finding: Hashable, Sendable {
        /// What was found on some of them, word for word.
        public struct Cause: Hashable, Sendable {
            /// What was found.
            public let found: String
            /// What to do on them; nil where nothing is known.
            public let remedy: String?
            /// Their names.
            public let nodes: [String]
        }

        /// The check.
        public let id: String
        /// What it asks, in a few words.
        public let title: String
        /// How it came out.
        public let status: FleetStatus
        /// How many nodes have it.
        public let nodeCount: Int
        /// The commonest first.
        public let causes: [Cause]
        /// Other checks that came out badly for the same cause on these nodes.
        public let consequences: [String]
    }

    /// Something that is not the same on all nodes.
    public struct Difference: Hashable, Sendable {
        /// A value, and the nodes that have it.
        public struct Value: Hashable, Sendable {
            /// The value.
            public let text: String
            /// Their names.
            public let nodes: [String]
        }

        /// What differs: `profile`, or the id of a check.
        public let subject: String
        /// The commonest first.
        public let values: [Value]
    }

    /// The worst first, then by name.
    public let nodes: [Node]
    /// The worst first, then by the number of nodes.
    public let findings: [Finding]
    /// What differs.
    public let differences: [Difference]
    /// Nodes that were expected and sent nothing.
    public let missing: [String]
    /// Nodes that sent something and were not expected, where any were expected.
    public let unexpected: [String]
    /// What could not be used.
    public let problems: [FleetReports.Problem]

    /// How many nodes came out so.
    public func count(_ verdict: FleetVerdict) -> Int { nodes.count { $0.verdict == verdict } }

    /// Whether every node that was expected conforms, and everything could be read.
    public var isConforming: Bool {
        !nodes.isEmpty && missing.isEmpty && problems.isEmpty && nodes.allSatisfy { $0.verdict == .conforming }
    }

    /// - Parameter expected: the nodes that should have answered; nil where nobody says.
    public init(_ reports: FleetReports, expected: [String]? = nil) {
        let named = NamedReport.all(of: reports)
        nodes = named.map { Node($0, in: reports) }.sorted(by: Self.isBefore)
        findings = FindingTable(named, reports.texts).findings
        differences = DifferenceTable(named, reports.texts).differences
        problems = reports.problems
        let names = named.map(\.name)
        let present = Set(names)
        missing = (expected ?? []).filter { !present.contains($0) }
        let wanted = expected.map(Set.init)
        unexpected = wanted.map { wanted in names.filter { !wanted.contains($0) } } ?? []
    }

    private static func isBefore(_ left: Node, _ right: Node) -> Bool {
        let order = FleetVerdict.allCases
        let places = [left, right].map { order.firstIndex(of: $0.verdict) ?? 0 }
        return places[0] == places[1] ? left.name < right.name : places[0] < places[1]
    }
}

extension FleetSummary.Node {
    fileprivate init(_ named: NamedReport, in reports: FleetReports) {
        func text(_ index: TextPool.Index) -> String { reports.texts.text(index) ?? "" }
        let report = named.report
        name = named.name
        verdict = report.verdict ?? .undetermined
        (profile, version) = (text(report.profile), text(report.version))
        (verification, time) = (text(report.verification), text(report.time))
        var counts: [FleetStatus: Int] = [:]
        for row in report.rows { counts[row.status, default: 0] += 1 }
        self.counts = counts
        findings = FleetStatus.allCases.filter(\.isFinding).flatMap { status in
            report.rows.filter { $0.status == status && $0.cause == .none }.map { text($0.id) }
        }
        self.reports = reports.counts[report.host] ?? 1
    }
}

/// A report with the name of its node.
struct NamedReport {
    let name: String
    let report: NodeReport

    /// All of them by name, so that every list of nodes that is made of them is sorted.
    static func all(of reports: FleetReports) -> [NamedReport] {
        reports.reports.map { NamedReport(name: reports.texts.text($0.host) ?? "", report: $0) }
            .sorted { $0.name < $1.name }
    }
}
