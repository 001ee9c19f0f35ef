import Base
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
        /// Not as it should be, or not found out, and waived by the administrator.
        case waived
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
    /// What the row would amount to without a waiver.
    public let unwaivedStatus: Status
    /// The waiver of its finding; nil where there is no finding, or no waiver. One that has expired waives nothing.
    public let waiver: Waiver?
    /// Whether that waiver has expired.
    public let isWaiverExpired: Bool
    /// What made it weigh something else than in the profile; nil where nothing did.
    public let override: Waiver?
    /// How much a finding weighs in the profile.
    public let profileSeverity: Severity

    /// The id of the row that tells of the same cause; nil where this one does.
    public internal(set) var cause: String?

    /// What rows of one cause have in common: what the check says it is, or the places that prove it and what is to be
    /// done.
    var causeKey: [String]? {
        guard [.fail, .warning, .undetermined].contains(status) else { return nil }
        if let cause = outcome.cause { return [cause] }
        guard !outcome.evidence.isEmpty else { return nil }
        return outcome.evidence.flatMap { [$0.path, "\($0.line ?? 0)", $0.text] } + [outcome.remedy ?? ""]
    }

    /// Whether it keeps the node from being called conforming although nothing is known to be wrong.
    public var isRequiredAndUndetermined: Bool { status == .undetermined && severity == .required }

    /// Whether it is one of NetworkManager.
    var isAboutNetworkManager: Bool { id.hasPrefix("nm.") }

    /// The outcome of a check, weighed.
    public init(_ check: any Check, _ outcome: Outcome, _ waivers: Waivers = .none) {
        id = check.id
        title = check.title
        reference = check.reference
        expected = outcome.expected ?? check.expected
        self.outcome = outcome
        override = waivers.override(of: check)
        profileSeverity = check.severity
        severity = override?.severity ?? check.severity
        unwaivedStatus = Status(outcome.verdict, weighed: severity)
        let isOpen = [.fail, .warning, .undetermined].contains(unwaivedStatus)
        waiver = isOpen ? waivers.waiver(of: check) : nil
        isWaiverExpired = waiver.map(waivers.isExpired) ?? false
        status = waiver == nil || isWaiverExpired ? unwaivedStatus : .waived
        impact = [.pass, .skipped].contains(unwaivedStatus) ? nil : check.explanation.meaning
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
