/// The answers of one run, in the order in which they were asked.
public struct CheckReport: Hashable, Sendable {
    /// What the node as a whole amounts to.
    public enum Status: String, Hashable, Sendable {
        /// Every requirement is met.
        case conforming
        /// At least one is not.
        case nonconforming
        /// None is known to be missed, and at least one could not be found out; or none was looked at.
        case undetermined
    }

    /// The profile's name.
    public let profile: String
    /// One row a check.
    public let results: [CheckResult]

    /// A report over results.
    public init(profile: String, results: [CheckResult]) {
        self.profile = profile
        self.results = results
    }

    /// How many rows came out so.
    public func count(_ status: CheckResult.Status) -> Int {
        results.count { $0.status == status }
    }

    /// Whether anything was looked at: of a node of which nothing was asked nobody can say that it conforms.
    public var hasAnswers: Bool { results.contains { $0.status != .skipped } }

    /// What the node amounts to; warnings do not change it.
    public var status: Status {
        if count(.fail) > 0 { return .nonconforming }
        return count(.undetermined) > 0 || !hasAnswers ? .undetermined : .conforming
    }
}

extension CheckReport {
    /// Asks every check once.
    public init(profile: String, checks: [any Check], in context: CheckContext) {
        self.init(profile: profile, results: checks.map { CheckResult($0, $0.evaluate(in: context)) })
    }
}
