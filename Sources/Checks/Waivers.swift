/// The waivers of a run, and the day on which it takes place.
public struct Waivers: Hashable, Sendable {
    /// What became of one.
    public struct Use: Hashable, Sendable {
        /// What a waiver does in a run.
        public enum State: String, Hashable, Sendable, CaseIterable {
            /// A finding is waived, or a check weighs what it says.
            case applied
            /// There is no finding that it is for.
            case unused
            /// Its last day has passed.
            case expired
        }

        /// The waiver.
        public let waiver: Waiver
        /// What it does.
        public let state: State
        /// Its globs that are for no check of the profile.
        public let unmatched: [String]
    }

    /// None.
    public static let none = Waivers([], on: "")

    /// In the order of the file.
    public let all: [Waiver]
    /// In the form of ISO 8601, which sorts as days do.
    private let today: String

    /// - Parameter today: the day, in UTC: `2027-03-31`.
    public init(_ all: [Waiver], on today: String) {
        (self.all, self.today) = (all, today)
    }

    /// Whether there are none.
    public var isEmpty: Bool { all.isEmpty }

    /// The first that says what the check weighs.
    func override(of check: any Check) -> Waiver? {
        all.first { $0.severity != nil && !isExpired($0) && $0.covers(check) }
    }

    /// The first that waives findings of the check; one whose last day has passed where there is no other.
    func waiver(of check: any Check) -> Waiver? {
        let waivers = all.filter { $0.severity == nil && $0.covers(check) }
        return waivers.first { !isExpired($0) } ?? waivers.first
    }

    /// Whether its last day has passed.
    func isExpired(_ waiver: Waiver) -> Bool { waiver.lastDay.map { $0 < today } ?? false }

    /// What became of each.
    /// - Parameters:
    ///   - results: the rows of the run.
    ///   - checks: every check of the profile, whether or not it was asked.
    func uses(_ results: [CheckResult], among checks: [any Check]) -> [Use] {
        all.map { waiver in
            let isApplied = results.contains { $0.override == waiver || $0.waiver == waiver }
            return Use(
                waiver: waiver, state: isExpired(waiver) ? .expired : isApplied ? .applied : .unused,
                unmatched: waiver.globs(coveringNoneOf: checks))
        }
    }
}
