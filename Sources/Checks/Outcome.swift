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

/// One place that proves a finding.
public struct Evidence: Hashable, Sendable {
    /// The file, or the name of another source such as `D-Bus org.freedesktop.NetworkManager`.
    public let path: String
    /// The line in the file, from 1.
    public let line: Int?
    /// What stands there, or what was answered.
    public let text: String

    /// A place and what it says.
    public init(path: String, line: Int? = nil, text: String) {
        self.path = path
        self.line = line
        self.text = text
    }
}
