public import Fence
public import Requirements

/// The answers of one run, in the order in which they were asked.
public struct CheckReport: Hashable, Sendable {
    /// What the node as a whole amounts to.
    public enum Status: String, Hashable, Sendable {
        /// Every requirement is met.
        case conforming
        /// At least one is not.
        case nonconforming
        /// None is known to be missed, and at least one that is required could not be found out; or none was looked at.
        case undetermined
    }

    /// The profile's name.
    public let profile: String
    /// Why that profile; nil where the user named it.
    public let profileReason: String?
    /// How it was verified what is said of NetworkManager.
    public let verification: Verification
    /// What NetworkManager is and does on the node, as a sentence; nil where nothing was asked about it.
    public let networkManager: String?
    /// One row a check.
    public let results: [CheckResult]
    /// What became of the waivers of this run.
    public let waivers: [Waivers.Use]

    /// A report over results.
    public init(
        profile: String, profileReason: String?, verification: Verification, networkManager: String?,
        results: [CheckResult], waivers: [Waivers.Use] = []
    ) {
        self.profile = profile
        self.profileReason = profileReason
        self.verification = verification
        self.networkManager = networkManager
        self.results = Self.linked(results)
        self.waivers = waivers
    }

    /// The first row of a cause tells of it; the others refer to that one.
    private static func linked(_ results: [CheckResult]) -> [CheckResult] {
        var owners: [[String]: String] = [:]
        return results.map { result in
            guard let key = result.causeKey else { return result }
            guard let owner = owners[key] else {
                owners[key] = result.id
                return result
            }
            var result = result
            result.cause = owner
            return result
        }
    }

    /// How many of Calico's existing interfaces NetworkManager manages; nil where it was not asked.
    public var managedInterfaces: Int? { results.lazy.compactMap(\.outcome.count).first }

    /// How many rows came out so.
    public func count(_ status: CheckResult.Status) -> Int {
        results.count { $0.status == status }
    }

    /// Whether a row of this weight could not be found out.
    public func isUndetermined(_ severity: Severity) -> Bool {
        results.contains { $0.status == .undetermined && $0.severity == severity }
    }

    /// Whether anything was looked at: of a node of which nothing was asked nobody can say that it conforms.
    public var hasAnswers: Bool { results.contains { $0.status != .skipped } }

    /// What the node amounts to; warnings do not change it.
    public var status: Status {
        if count(.fail) > 0 { return .nonconforming }
        return isUndetermined(.required) || !hasAnswers ? .undetermined : .conforming
    }
}

extension CheckReport {
    /// Asks every check once.
    /// - Parameters:
    ///   - known: every check of the profile, to tell which waivers are for none of them.
    ///   - isSkipped: whether a check is only named, because the user wants it so.
    public init(
        profile: String, profileReason: String? = nil, checks: [any Check], in context: CheckContext,
        waivers: Waivers = .none, known: [any Check] = [], skipping isSkipped: (any Check) -> Bool = { _ in false }
    ) {
        let results = checks.map { check in
            CheckResult(
                check, isSkipped(check) ? .skipped(because: "skipped by --skip") : check.evaluate(in: context), waivers)
        }
        let asks = results.contains { $0.isAboutNetworkManager && $0.status != .skipped }
        self.init(
            profile: profile, profileReason: profileReason,
            verification: asks
                ? Verification(context.fence)
                : .none(because: "no check of NetworkManager was selected", presence: .assumed),
            networkManager: asks ? context.fence.presence.reason : nil, results: results,
            waivers: waivers.uses(results, among: known))
    }
}
