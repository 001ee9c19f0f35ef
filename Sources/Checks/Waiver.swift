import KeyFile
public import Requirements

/// What an administrator decided about findings of some checks, with the reason: they do not count, or they weigh
/// something else.
public struct Waiver: Hashable, Sendable {
    /// Its name in nmfence.conf.
    public let name: String
    /// Which checks it is for: globs of their ids.
    public let globs: [String]
    /// Why.
    public let reason: String
    /// The last day on which it holds, in UTC, such as `2027-03-31`; nil where it holds for ever.
    public let lastDay: String?
    /// What the checks weigh; nil where their findings are waived.
    public let severity: Severity?
    /// The file that it stands in.
    public let path: String
    /// The line of its group.
    public let line: Int

    /// What it is, in nmfence.conf's word.
    public var kind: String { severity == nil ? "waiver" : "severity" }

    /// What it decides, and why: `waived until 2027-03-31: ticket 4711`.
    public var summary: String {
        (severity?.rawValue ?? "waived") + (lastDay.map { " until \($0)" } ?? "") + ": \(reason)"
    }

    /// A decision that was written down.
    public init(
        name: String, globs: [String], reason: String, lastDay: String?, severity: Severity?, path: String, line: Int
    ) {
        (self.name, self.globs, self.reason, self.lastDay) = (name, globs, reason, lastDay)
        (self.severity, self.path, self.line) = (severity, path, line)
    }

    /// Whether a text is a day of the calendar in the form of ISO 8601.
    public static func isDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[month - 1]).contains(day)
    }

    /// Whether it is for this check.
    func covers(_ check: any Check) -> Bool { globs.contains { Self.glob($0, covers: check) } }

    /// The globs that are for none of these checks: typing errors, most often.
    func globs(coveringNoneOf checks: [any Check]) -> [String] {
        globs.filter { glob in !checks.contains { Self.glob(glob, covers: $0) } }
    }

    private static func glob(_ text: String, covers check: any Check) -> Bool {
        let glob = Glob(RawText(text))
        return ([check.id] + check.aliases).contains { glob.matches(RawText($0)) }
    }
}
