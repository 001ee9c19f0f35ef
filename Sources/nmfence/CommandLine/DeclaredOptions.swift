import ArgumentParser
import FoundationEssentials

/// The options that the verbs declare, as the parser itself lists them.
///
/// For what must be known before the parser is asked: which word is the verb where options stand before it, and which
/// word is the value of an option that takes a path.
struct DeclaredOptions {
    /// One option of one verb, or of the program.
    struct Declared: Hashable {
        let takesValue: Bool
        /// Whether the value is the name of a file: any bytes.
        let takesPath: Bool
    }

    /// What a word of the command line is.
    enum Role: Hashable {
        case option(String, Declared)
        case unknownOption(String)
        case value(of: Declared)
        case positional
        /// `--`: no word behind it is an option.
        case terminator

        /// Whether another verb's options would be needed to say.
        var isUnclear: Bool {
            switch self {
            case .unknownOption, .terminator: true
            case .option, .value, .positional: false
            }
        }
    }

    /// The options of each verb; those of the program stand under its own name.
    private let verbs: [String: [String: Declared]]

    /// Asks the parser: some two milliseconds for a verb, and several times that for the program with all of them.
    init(of command: any ParsableCommand.Type) throws(CommandFailure) {
        let top: ParserDump.Command
        do { top = try JSONDecoder().decode(ParserDump.self, from: Data(command._dumpHelp().utf8)).command } catch {
            throw .defect("the parser's list of options cannot be read: \(error)")
        }
        verbs = Dictionary(([top] + (top.subcommands ?? [])).map { ($0.commandName, Self.options($0)) }) { $1 }
    }

    private static func options(_ command: ParserDump.Command) -> [String: Declared] {
        var options: [String: Declared] = [:]
        for argument in command.arguments ?? [] {
            let declared = Declared(
                takesValue: argument.kind == "option", takesPath: argument.takesPath)
            for name in argument.names ?? [] { options[name.spelled] = declared }
        }
        return options
    }

    /// The long names of a verb's options, or of those of all.
    func names(of verb: String?) -> Set<String> {
        let options = verb.flatMap { verbs[$0] }.map { [$0] } ?? Array(verbs.values)
        return Set(options.joined().map(\.key).filter { $0.hasPrefix("--") })
    }

    /// An option by one of its names. Verbs that share a name mean the same by it.
    subscript(name: String, verb: String?) -> Declared? {
        if let verb { return verbs[verb]?[name] }
        return verbs.values.lazy.compactMap { $0[name] }.first
    }

    /// What each word is, for one verb or, without one, for all together.
    func roles(of words: some Sequence<String>, for verb: String?) -> [Role] {
        var roles: [Role] = []
        var pending: [Declared] = []
        var isTerminated = false
        for word in words {
            // The parser takes no option for a value: the value is then missing.
            let isOption = word.hasPrefix("-") && word != "-" && !isTerminated
            if isOption { pending = [] }
            if !pending.isEmpty {
                roles.append(.value(of: pending.removeFirst()))
            } else if !isOption {
                roles.append(.positional)
            } else if word == "--" {
                roles.append(.terminator)
                isTerminated = true
            } else {
                roles.append(role(ofOption: word, for: verb, &pending))
            }
        }
        return roles
    }

    private func role(ofOption word: String, for verb: String?, _ pending: inout [Declared]) -> Role {
        let name = String(word.prefix { $0 != "=" })
        if let declared = self[name, verb] {
            if declared.takesValue, name == word { pending = [declared] }
            return .option(name, declared)
        }
        guard !word.hasPrefix("--"), name == word else { return .unknownOption(name) }
        // Letters in one word: `-qv`; `-ojson`, where the rest is the value; `-qo json`, where the next word is.
        let letters = word.dropFirst().map { self["-\($0)", verb] }
        guard let first = letters.first, let first else { return .unknownOption(name) }
        if first.takesValue { return .option(name, first) }
        for letter in letters {
            guard let letter else { return .unknownOption(name) }
            if letter.takesValue { pending.append(letter) }
        }
        return .option(name, first)
    }
}
