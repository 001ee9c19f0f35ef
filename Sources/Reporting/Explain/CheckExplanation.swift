public import Checks
import Requirements

extension Check {
    /// What the check means, for a person.
    public func explanation(style: TextStyle) -> String {
        """
        \(style(id.printable, .strong)): \(title.printable) (\(severity.rawValue))
          \(style("why", .faint))       \(explanation.meaning.printable)
          \(style("how", .faint))       \(explanation.decision.printable)
          \(style("to do", .faint))     \(explanation.remedy.printable)
          \(style("from", .faint))      \(reference.printable)

        """
    }

    var explanationJSON: JSON {
        .object([
            ("id", .string(id)), ("title", .string(title)), ("severity", .string(severity.rawValue)),
            ("meaning", .string(explanation.meaning)), ("decision", .string(explanation.decision)),
            ("remedy", .string(explanation.remedy)), ("reference", .string(reference)),
        ])
    }
}
