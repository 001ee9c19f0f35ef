import Requirements

/// What most likely cuts pods off on a node, by the findings of all checks.
public struct NodeExplanation: Sendable {
    /// How sure the answer is.
    public enum Certainty: String, Sendable, CaseIterable {
        /// A required check failed.
        case likely
        /// Only recommended checks failed.
        case possible
        /// Nothing was found, and some checks have no result.
        case undetermined
        /// Nothing was found.
        case none
    }

    /// A cause with the checks that found it.
    public struct Finding: Sendable {
        /// What is wrong.
        public let cause: Cause
        /// The results, the gravest first; at least one.
        public let results: [CheckResult]

        /// The gravest result.
        public var result: CheckResult { results[0] }
    }

    /// What cannot be seen from a node: said, since silence about it would read like an answer.
    public static let unseen =
        "IP pools and FelixConfiguration, filters of the cloud or network between nodes, the other nodes"

    /// The causes found, the likeliest first.
    public let findings: [Finding]
    /// The causes whose checks passed.
    public let cleared: [Cause]
    /// What to type first: a command, or words where no command helps; nil where nothing was found.
    public let command: String?
    /// Whether the command disturbs what runs on the node: drain it first.
    public let disrupts: Bool

    /// The most likely cause.
    public var first: Finding? { findings.first }

    /// How sure the first is.
    public var certainty: Certainty {
        switch first?.result.status {
        case .fail: .likely
        case .warning: .possible
        case .undetermined: .undetermined
        case .pass, .skipped, .waived, nil: Certainty.none
        }
    }

    /// Ranks the findings of a report: failures before warnings before what is not known, and each by the order of
    /// causes.
    public init(_ report: CheckReport) {
        var results = [[CheckResult]](repeating: [], count: Cause.order.count)
        for result in report.results {
            guard let index = Cause.order.firstIndex(where: { $0.isFound(by: result.id) }) else { continue }
            results[index].append(result)
        }
        let byCause = zip(Cause.order, results)
        cleared = byCause.filter { cause, results in
            results.contains { $0.status == .pass }
                && results.allSatisfy { $0.gravity == nil || cause.isReason($0.id) }
        }.map(\.0)
        // Sorting keeps the order of what is equally grave.
        findings = byCause.compactMap { cause, results -> Finding? in
            let grave = results.filter { $0.gravity != nil }.sorted(by: CheckResult.isGraver)
            // What is replaced is no fault where everything that had to be said is said all the same.
            return grave.allSatisfy { cause.isReason($0.id) } ? nil : Finding(cause: cause, results: grave)
        }.sorted { CheckResult.isGraver($0.result, $1.result) }
        let source = Self.source(findings)
        command = source.map { $0.outcome.remedy ?? "nmfence explain \($0.id)" }
        disrupts = source?.outcome.disrupts ?? false
    }

    /// The result whose remedy comes first: one of the first finding. Where interfaces are damaged already, what
    /// repairs them fences them, too.
    private static func source(_ findings: [Finding]) -> CheckResult? {
        guard let first = findings.first else { return nil }
        let repair = findings.first { $0.result.id == "calico.links" }?.result
        if first.result.id.hasPrefix("nm."), let repair, repair.status == .fail, repair.outcome.remedy != nil {
            return repair
        }
        return first.results.first { $0.outcome.remedy != nil } ?? first.result
    }
}

extension CheckResult {
    /// How grave the result is, 0 for the gravest; nil where there is nothing to look after.
    fileprivate var gravity: Int? {
        switch status {
        case .fail: 0
        case .warning: 1
        case .undetermined: severity == .informational ? nil : 2
        case .pass, .skipped, .waived: nil
        }
    }

    /// Whether a result weighs more than another.
    fileprivate static func isGraver(_ left: CheckResult, _ right: CheckResult) -> Bool {
        (left.gravity ?? .max) < (right.gravity ?? .max)
    }
}
