public import Checks
import Requirements

extension Check {
    /// What the check means, for a person.
    public func explanation(_ layout: TextLayout) -> String {
        let isLong = layout.detail != .brief && !explanation.details.isEmpty
        let details = isLong ? layout.item("", explanation.details) : ""
        return layout.paragraph(": \(title) (\(severity.rawValue))", after: (layout.shown(id), .strong), indent: 2)
            + layout.item("why", explanation.meaning) + layout.item("how", explanation.decision) + details
            + layout.typed("fix", explanation.remedy) + layout.item("from", reference)
            + layout.item("more", "nmfence-checks(7)")
    }

    var explanationJSON: JSON {
        .object([
            ("id", .string(id)), ("title", .string(title)), ("severity", .string(severity.rawValue)),
            ("why", .string(explanation.meaning)), ("how", .string(explanation.decision)),
            ("details", .string(explanation.details)),
            ("remedy", .string(explanation.remedy)), ("reference", .string(reference)),
        ])
    }
}
