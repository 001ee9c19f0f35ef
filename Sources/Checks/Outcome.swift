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
    /// What was asked for, where that is something else than the check says of itself.
    public private(set) var expected: String?
    /// What is there, in words; for `skipped` the reason.
    public let found: String
    /// The places that prove it.
    public let evidence: [Evidence]
    /// What to do, as a command that can be pasted where there is one; nil where nothing is to do.
    public let remedy: String?
    /// What findings of one cause have in common; nil where the places that prove it must tell.
    public private(set) var cause: String?
    /// Whether the remedy disturbs what runs on the node: "drain the node, then …".
    public private(set) var disrupts = false
    /// What it says of which interfaces, where other checks may say the same of others.
    public private(set) var claim: Claim?
    /// How many interfaces it counted, where that is what was asked.
    public private(set) var count: Int?

    /// A finding in two parts, so that a report says once what is so of several: "cali*, tunl* would be managed".
    public struct Claim: Hashable, Sendable {
        /// What it is about.
        public let subject: String
        /// What is so, as the rest of the sentence.
        public let predicate: String
    }
}

extension Outcome {
    /// As required.
    public static func pass(found: String, evidence: [Evidence] = []) -> Outcome {
        Outcome(verdict: .pass, found: found, evidence: evidence, remedy: nil)
    }

    /// Not as required.
    /// - Parameter remedy: a command that can be pasted, where there is one.
    public static func fail(found: String, evidence: [Evidence] = [], remedy: String? = nil) -> Outcome {
        Outcome(verdict: .finding, found: found, evidence: evidence, remedy: remedy)
    }

    /// Not as required.
    static func fail(found: String, evidence: [Evidence] = [], remedy: Remedy) -> Outcome {
        var outcome = Outcome.fail(found: found, evidence: evidence, remedy: remedy.text)
        outcome.disrupts = remedy.disrupts
        return outcome
    }

    /// Not to be told.
    /// - Parameter remedy: what would let it be told, where there is something.
    public static func undetermined(
        because reason: String, evidence: [Evidence] = [], remedy: String? = nil
    ) -> Outcome {
        Outcome(verdict: .undetermined, found: reason, evidence: evidence, remedy: remedy)
    }

    /// Not asked, or not for this node.
    public static func skipped(because reason: String, evidence: [Evidence] = []) -> Outcome {
        Outcome(verdict: .skipped, found: reason, evidence: evidence, remedy: nil)
    }

    /// Asks about a running system, and this is a root on disk.
    static let offlineImage = Outcome.skipped(because: "not applicable to an offline image")

    /// The same of something else than the check says that it asks for.
    public func expecting(_ expected: String) -> Outcome {
        var outcome = self
        outcome.expected = expected
        return outcome
    }

    /// The same, which may be said of several subjects at once.
    func claiming(_ predicate: String, of subject: some CustomStringConvertible) -> Outcome {
        var outcome = self
        outcome.claim = Claim(subject: "\(subject)", predicate: predicate)
        return outcome
    }

    /// The same with how many interfaces it counted.
    func counting(_ count: Int) -> Outcome {
        var outcome = self
        outcome.count = count
        return outcome
    }

    /// The same, with what findings of this cause have in common.
    func caused(by cause: String) -> Outcome {
        var outcome = self
        outcome.cause = cause
        return outcome
    }

    /// The same, with more found and other evidence.
    func adding(_ found: String, evidence: [Evidence]) -> Outcome {
        Outcome(
            verdict: verdict, expected: expected, found: self.found + found, evidence: evidence, remedy: remedy,
            cause: cause, disrupts: disrupts)
    }
}
