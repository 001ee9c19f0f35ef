import Checks
import KeyFile

/// Which checks are run: those that one of the first globs matches, or all where there are none. Of these, those that
/// one of the second matches are named in the report, and not run.
///
/// No group of options: one verb takes them, and a group costs some 700,000 instructions at every start.
struct CheckSelection {
    /// What `--only` says.
    let only: [String]
    /// What `--skip` says.
    let skip: [String]

    /// The checks of a report, and which of them are not run.
    typealias Selected = (checks: [any Check], isSkipped: (any Check) -> Bool)

    /// What is wanted of the checks of this run.
    func checks(of session: Session) throws(CommandFailure) -> Selected {
        // What is not asked for is not even read from the profile. A glob that fits none of these is refused below.
        if isConfined(to: "nm."), let selected = try? selected(from: session.networkManagerChecks) { return selected }
        return try selected(from: session.checks())
    }

    /// Whether nothing but ids that begin so can be meant, whichever ids there are.
    private func isConfined(to prefix: String) -> Bool {
        !only.isEmpty && (only + skip).flatMap { $0.split(separator: ",") }.allSatisfy { $0.hasPrefix(prefix) }
    }

    /// The checks that are wanted, among those that there are.
    /// - Throws: where a glob fits none: the user meant something that would silently not be run.
    private func selected(from checks: [any Check]) throws(CommandFailure) -> Selected {
        let ids = checks.map { [$0.id] + $0.aliases }
        let (only, skip) = (try Self.globs(self.only, ids), try Self.globs(self.skip, ids))
        func isMeant(_ check: any Check, by globs: [Glob]) -> Bool {
            let names = ([check.id] + check.aliases).map { RawText($0) }
            return globs.contains { glob in names.contains { glob.matches($0) } }
        }
        let wanted = checks.filter { only.isEmpty || isMeant($0, by: only) }
        return (wanted, { isMeant($0, by: skip) })
    }

    /// The globs of one word.
    static func globs(_ text: String) throws(InvalidValue) -> [String] {
        let globs = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard !globs.contains("") else { throw InvalidValue("an ID is empty") }
        return globs
    }

    private static func globs(_ texts: [String], _ names: [[String]]) throws(CommandFailure) -> [Glob] {
        var globs: [Glob] = []
        for name in try texts.map({ text throws(CommandFailure) in try OptionValue.read(text, Self.globs) }).joined() {
            let glob = Glob(RawText(name))
            guard names.joined().contains(where: { glob.matches(RawText($0)) }) else {
                throw .usage(
                    "no check matches '\(name)': "
                        + InvalidValue(name, notAmong: names.compactMap(\.first), listing: "nmfence list checks")
                        .description)
            }
            globs.append(glob)
        }
        return globs
    }
}
