public import Requirements

/// A check's outcome, weighed by the severity of its row.
public struct CheckResult: Hashable, Sendable {
    /// What the row amounts to, in the words of the machine-readable output.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// As required.
        case pass
        /// Not as recommended.
        case warning
        /// Not as required.
        case fail
        /// Could not be found out.
        case undetermined
        /// Does not apply, or was not asked for.
        case skipped
    }

    /// The check's stable name.
    public let id: String
    /// What was asked.
    public let title: String
    /// How much a finding weighs here.
    public let severity: Severity
    /// Where the requirement comes from.
    public let reference: String
    /// What the row amounts to.
    public let status: Status
    /// What was asked for, in words.
    public let expected: String
    /// What was found, with its proof.
    public let outcome: Outcome
    /// What it means for Calico and the pods; nil where all is well.
    public let impact: String?

    /// Whether it keeps the node from being called conforming although nothing is known to be wrong.
    public var isRequiredAndUndetermined: Bool { status == .undetermined && severity == .required }

    /// Whether it is one of NetworkManager.
    var isAboutNetworkManager: Bool { id.hasPrefix("nm.") }

    /// The outcome of a check, weighed.
    public init(_ check: any Check, _ outcome: Outcome) {
        id = check.id
        title = check.title
        severity = check.severity
        reference = check.reference
        expected = outcome.expected ?? check.expected
        status = Status(outcome.verdict, weighed: check.severity)
        self.outcome = outcome
        impact = status == .pass || status == .skipped ? nil : check.explanation.meaning
    }
}

extension CheckResult.Status {
    /// What a verdict amounts to under a severity.
    ///
    /// A finding about something that nothing uses is told and passes over: it is neither a failure nor a warning.
    init(_ verdict: Outcome.Verdict, weighed severity: Severity) {
        self =
            switch (verdict, severity) {
            case (.pass, _): .pass
            case (.skipped, _): .skipped
            case (.finding, .required): .fail
            case (.finding, .recommended): .warning
            case (.finding, .informational): .skipped
            case (.undetermined, _): .undetermined
            }
    }
}
