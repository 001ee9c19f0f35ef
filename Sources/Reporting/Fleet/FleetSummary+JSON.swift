public import Fleet

extension FleetSummary {
    /// The report for a program: its schema is merge.schema.json.
    public func json(_ run: RunDescription) -> String {
        let verdicts = FleetVerdict.allCases.map { ($0.rawValue, JSON.integer(count($0))) }
        return JSON.document(
            run.members + [
                (
                    "summary",
                    .object([("nodes", .integer(nodes.count))] + verdicts + [("missing", .integer(missing.count))])
                ),
                ("findings", .array(findings.map(\.json))), ("differences", .array(differences.map(\.json))),
                ("missing", Self.array(missing)), ("unexpected", Self.array(unexpected)),
                (
                    "problems",
                    .array(problems.map { .object([("source", .string($0.source)), ("text", .string($0.text))]) })
                ),
                ("nodes", .array(nodes.map(\.json))),
            ])
    }

    fileprivate static func array(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }
}

extension FleetSummary.Finding {
    fileprivate var json: JSON {
        .object([
            ("id", .string(id)), ("title", .string(title)), ("status", .string(status.rawValue)),
            ("nodeCount", .integer(nodeCount)),
            (
                "causes",
                .array(
                    causes.map { cause in
                        .object([
                            ("found", .string(cause.found)), ("remedy", .string(cause.remedy)),
                            ("nodes", FleetSummary.array(cause.nodes)),
                        ])
                    })
            ), ("consequences", FleetSummary.array(consequences)),
        ])
    }
}

extension FleetSummary.Difference {
    fileprivate var json: JSON {
        .object([
            ("subject", .string(subject)),
            (
                "values",
                .array(
                    values.map {
                        .object([("value", .string($0.text)), ("nodes", FleetSummary.array($0.nodes))])
                    })
            ),
        ])
    }
}

extension FleetSummary.Node {
    fileprivate var json: JSON {
        .object([
            ("host", .string(name)), ("status", .string(verdict.rawValue)), ("profile", .string(profile)),
            ("version", .string(version)), ("verification", .string(verification)), ("time", .string(time)),
            ("reports", .integer(reports)),
            ("summary", .object(FleetStatus.allCases.map { ($0.rawValue, .integer(counts[$0] ?? 0)) })),
            ("findings", FleetSummary.array(findings)),
        ])
    }
}

extension Schema {
    /// The schema of what `merge` writes.
    public static let merge = Schema("merge", PackageResources.merge_schema_json)
}
