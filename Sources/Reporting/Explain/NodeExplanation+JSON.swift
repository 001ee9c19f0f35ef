import Base
import Checks

extension NodeExplanation {
    /// The explanation as a member of what `explain` writes: its schema is explain.schema.json.
    var json: JSON {
        .object([
            ("certainty", .string(certainty.rawValue)),
            ("cause", .string(first?.cause.title)),
            ("effect", .string(first?.cause.effect)),
            ("command", .string(command)),
            ("findings", .array(findings.map(\.json))),
            ("cleared", .array(cleared.map { .string($0.topic) })),
        ])
    }
}

extension NodeExplanation.Finding {
    fileprivate var json: JSON {
        .object([
            ("topic", .string(cause.topic)), ("cause", .string(cause.title)), ("effect", .string(cause.effect)),
            ("checks", .array(results.map(\.brief))),
        ])
    }
}

extension CheckResult {
    /// The result without what only `check` tells.
    fileprivate var brief: JSON {
        let places = outcome.evidence.map { evidence in
            JSON.object([
                ("path", .string(evidence.path)), ("line", .integer(evidence.line)), ("text", .string(evidence.text)),
            ])
        }
        return .object([
            ("id", .string(id)), ("status", .string(status.rawValue)), ("found", .string(outcome.found)),
            ("evidence", .array(places)), ("remedy", .string(outcome.remedy)),
            ("disruptive", .boolean(outcome.disrupts)),
        ])
    }
}
