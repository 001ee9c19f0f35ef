import ArgumentParser
import KeyFile

/// Which checks are asked.
struct SelectionOptions: ParsableArguments {
    @Option(help: "Only the checks of this id; '*' and '?' are wild (repeatable).")
    var only: [String] = []

    @Option(help: "Not the checks of this id; '*' and '?' are wild (repeatable).")
    var skip: [String] = []

    /// Every check, without the parser.
    static var untouched: SelectionOptions {
        var options = SelectionOptions()
        options.only = []
        options.skip = []
        return options
    }

    /// The ids that are wanted, among those that there are.
    /// - Throws: where a glob fits none: the user meant something that would silently not be asked.
    func selected(among ids: [String]) throws(CommandFailure) -> Set<String> {
        var wanted = only.isEmpty ? Set(ids) : []
        for glob in only { wanted.formUnion(try Self.fitting(glob, ids)) }
        for glob in skip { wanted.subtract(try Self.fitting(glob, ids)) }
        return wanted
    }

    private static func fitting(_ text: String, _ ids: [String]) throws(CommandFailure) -> [String] {
        let glob = Glob(RawText(text))
        let fitting = ids.filter { glob.matches(RawText($0)) }
        guard !fitting.isEmpty else {
            throw .usage("no check is called '\(text)'; there are " + ids.joined(separator: ", "))
        }
        return fitting
    }
}
