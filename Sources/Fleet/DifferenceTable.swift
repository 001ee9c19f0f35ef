/// What is not the same on all nodes: what kind of node each is, and checks that pass here and do not apply there.
///
/// What is a finding somewhere is told among the findings.
struct DifferenceTable {
    private typealias Values = [String: [String]]

    /// What all nodes have in common first, then by the id of the check.
    let differences: [FleetSummary.Difference]

    init(_ reports: [NamedReport], _ texts: TextPool) {
        func text(_ index: TextPool.Index) -> String { texts.text(index) ?? "unknown" }
        let facts: [(String, KeyPath<NodeReport, TextPool.Index>)] = [
            ("profile", \.profile), ("nmfence", \.version), ("verification", \.verification),
        ]
        var subjects = facts.map { name, path in
            var nodes: [TextPool.Index: [String]] = [:]
            for named in reports { nodes[named.report[keyPath: path], default: []].append(named.name) }
            return (name, Self.values(nodes, text))
        }
        let (founds, statuses) = Self.rows(reports)
        subjects += founds.filter { $0.value.count > 1 }.map { (text($0), Self.values($1, text)) }
            .sorted { $0.0 < $1.0 }
        subjects += statuses.filter { id, nodes in
            nodes.count > 1 && founds[id] == nil && !nodes.keys.contains { $0.isFinding || $0 == .waived }
        }.map { (text($0), Self.values($1, \.rawValue)) }.sorted { $0.0 < $1.0 }
        differences = subjects.filter { $0.1.count > 1 }.map { name, values in
            FleetSummary.Difference(
                subject: name,
                values: values.map { FleetSummary.Difference.Value(text: $0, nodes: $1) }
                    .sorted { ($1.nodes.count, $0.text) < ($0.nodes.count, $1.text) })
        }
    }

    /// The nodes by what was found and by how it came out, for each check.
    private static func rows(
        _ reports: [NamedReport]
    ) -> (
        founds: [TextPool.Index: [TextPool.Index: [String]]], statuses: [TextPool.Index: [FleetStatus: [String]]]
    ) {
        var founds: [TextPool.Index: [TextPool.Index: [String]]] = [:]
        var statuses: [TextPool.Index: [FleetStatus: [String]]] = [:]
        for named in reports {
            for row in named.report.rows {
                statuses[row.id, default: [:]][row.status, default: []].append(named.name)
                if row.found != .none, !row.status.isFinding, row.status != .waived {
                    founds[row.id, default: [:]][row.found, default: []].append(named.name)
                }
            }
        }
        return (founds, statuses)
    }

    private static func values<Key>(_ nodes: [Key: [String]], _ text: (Key) -> String) -> Values {
        Dictionary(nodes.map { (text($0), $1) }, uniquingKeysWith: { ($0 + $1).sorted() })
    }
}
