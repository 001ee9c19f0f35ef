/// Findings of many nodes, gathered by check, status and what was found.
struct FindingTable {
    private struct Key: Hashable {
        let id: TextPool.Index
        let status: FleetStatus
    }

    private struct Entry {
        var title = TextPool.Index.none
        var nodeCount = 0
        /// The nodes, and what to do, by what was found.
        var causes: [TextPool.Index: (remedy: TextPool.Index, nodes: [String])] = [:]
    }

    /// The worst first, then by the number of nodes.
    let findings: [FleetSummary.Finding]

    init(_ reports: [NamedReport], _ texts: TextPool) {
        var entries: [Key: Entry] = [:]
        var consequences: [TextPool.Index: Set<TextPool.Index>] = [:]
        for named in reports {
            for row in named.report.rows where row.status.isFinding {
                guard row.cause == .none else {
                    consequences[row.cause, default: []].insert(row.id)
                    continue
                }
                let key = Key(id: row.id, status: row.status)
                entries[key, default: Entry(title: row.title)].nodeCount += 1
                entries[key]?.causes[row.found, default: (row.remedy, [])].nodes.append(named.name)
            }
        }
        func text(_ index: TextPool.Index) -> String { texts.text(index) ?? "" }
        let gathered = entries.map { key, entry in
            let causes = entry.causes.map { found, cause in
                FleetSummary.Finding.Cause(
                    found: text(found), remedy: texts.text(cause.remedy), nodes: cause.nodes)
            }
            return FleetSummary.Finding(
                id: text(key.id), title: text(entry.title), status: key.status, nodeCount: entry.nodeCount,
                causes: causes.sorted { ($1.nodes.count, $0.found) < ($0.nodes.count, $1.found) },
                consequences: (consequences[key.id] ?? []).map(text).sorted())
        }
        let order = FleetStatus.allCases
        findings = gathered.sorted { left, right in
            let places = [left, right].map { order.firstIndex(of: $0.status) ?? 0 }
            return places[0] == places[1]
                ? (right.nodeCount, left.id) < (left.nodeCount, right.id) : places[0] < places[1]
        }
    }
}
