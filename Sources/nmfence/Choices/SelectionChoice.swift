import Checks
import KeyFile

/// Which checks are asked.
struct SelectionChoice {
    /// Globs of ids; empty for every check.
    var only: [String] = []
    /// Globs of the ids that are left out of those.
    var skip: [String] = []

    /// Takes a word of the command line where it is one of these.
    mutating func take(_ word: String, _ words: inout UsualWords) -> Bool {
        switch word {
        case "--only": words.value(of: &only)
        case "--skip": words.value(of: &skip)
        default: false
        }
    }

    /// Whether nothing but ids that begin so can be meant, whichever ids there are.
    func isConfined(to prefix: String) -> Bool {
        !only.isEmpty && (only + skip).allSatisfy { $0.hasPrefix(prefix) }
    }

    /// The checks that are wanted, among those that there are.
    /// - Throws: where a glob fits none: the user meant something that would silently not be asked.
    func selected(from checks: [any Check]) throws(CommandFailure) -> [any Check] {
        let ids = checks.map(\.id)
        let (only, skip) = (try Self.globs(self.only, ids), try Self.globs(self.skip, ids))
        return checks.filter { check in
            let id = RawText(check.id)
            return (only.isEmpty || only.contains { $0.matches(id) }) && !skip.contains { $0.matches(id) }
        }
    }

    private static func globs(_ texts: [String], _ ids: [String]) throws(CommandFailure) -> [Glob] {
        let globs = texts.map { Glob(RawText($0)) }
        for (text, glob) in zip(texts, globs) where !ids.contains(where: { glob.matches(RawText($0)) }) {
            throw .usage("no check is called '\(text)'; there are " + ids.joined(separator: ", "))
        }
        return globs
    }
}
