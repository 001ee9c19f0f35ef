/// What the parser says about the program: the part of `--experimental-dump-help` that is needed.
struct ParserDump: Decodable {
    struct Command: Decodable {
        var commandName: String
        var subcommands: [Command]?
        var arguments: [Argument]?
    }

    struct Argument: Decodable {
        /// `option` (with a value), `flag` or `positional`.
        var kind: String
        var names: [Name]?
        var completionKind: [String: Ignored]?

        /// Whether shells complete it with names of files, which is how options that take a path are declared.
        var takesPath: Bool { completionKind.map { $0["file"] != nil || $0["directory"] != nil } ?? false }
    }

    struct Name: Decodable {
        /// `long`, `short` or `longWithSingleDash`.
        var kind: String
        var name: String

        /// As it is typed.
        var spelled: String { (kind == "long" ? "--" : "-") + name }
    }

    /// Anything.
    struct Ignored: Decodable {
        init(from decoder: any Decoder) {}
    }

    var command: Command
}
