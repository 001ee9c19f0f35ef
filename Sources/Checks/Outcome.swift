public import Base

/// What a check found: a verdict with everything that a reader needs to believe it and to act on it.
public struct Outcome: Hashable, Sendable {
    /// What was found, before the severity of the profile's row is applied to it.
    public enum Verdict: Hashable, Sendable {
        /// As required.
        case pass
        /// Not as required.
        case finding
        /// Should have been readable, and was not.
        case undetermined
        /// Does not apply here, or needs an input that was not given; `Outcome.found` says which.
        case skipped
    }

    /// What was found.
    public let verdict: Verdict
    /// What the requirement asks for, in words.
    public let expected: String
    /// What is there, in words; for `skipped` the reason.
    public let found: String
    /// The places that prove it.
    public let evidence: [Evidence]
    /// What to do, as a command that can be pasted where there is one; nil where nothing is to do.
    public let remedy: String?

    /// An outcome with its proof.
    public init(
        _ verdict: Verdict, expected: String, found: String, evidence: [Evidence] = [], remedy: String? = nil
    ) {
        self.verdict = verdict
        self.expected = expected
        self.found = found
        self.evidence = evidence
        self.remedy = remedy
    }
}
