import ArgumentParser

/// What the words of the command line ask for.
struct Invocation {
    /// The verb; nil where only the program itself is asked: for help, its version, completions.
    let verb: (any Verb.Type)?
    /// The words, the verb first.
    private let words: [String]

    /// Finds the verb, which options may stand before, as they may for `systemctl` and `nmcli`; the parser takes them
    /// behind it only.
    /// - Parameter words: without the program's own name, as ``EscapedText``.
    init(_ words: [String]) throws(CommandFailure) {
        guard let first = words.first else { throw .usage("no verb given") }
        // What the completion of a shell asks: the words behind are a line that is not finished.
        if first == "---completion" {
            (verb, self.words) = (nil, words)
            return
        }
        var words = words
        if first.hasPrefix("-"), first != "-" {
            guard let position = try Self.position(ofVerb: words) else {
                (self.verb, self.words) = (nil, words)
                return
            }
            words = [words[position]] + words[..<position] + words[(position + 1)...]
        }
        self.words = words
        verb = VerbTable.verb(named: words[0])
        if verb == nil { try Self.acceptHelp(words) }
    }

    /// Does it, and gives the exit status.
    func run() throws(CommandFailure) -> ExitStatus {
        // The parser would take the next word for the value: another one than was meant, where a variable of a script
        // is empty.
        for word in words.prefix(while: { $0 != "--" })
        where word.hasPrefix("--") && word.drop(while: { $0 != "=" }) == "=" {
            throw .usage("empty value in '\(word)'")
        }
        if words.contains(where: EscapedText.isEscaped) { try acceptBytes() }
        // Where it means something to the verb, the other verbs are not looked at: the parser finds options by
        // reflection, and to look through all of them would take longer than asking NetworkManager about ten devices.
        // What is wrong is found again below.
        if let command: any Verb = try? verb?.parsed(Array(words.dropFirst())) { return try command.perform() }
        return try runWhole()
    }

    /// Asks the whole program: for help, completions, and what is wrong.
    private func runWhole() throws(CommandFailure) -> ExitStatus {
        let problem: any Error
        do {
            var command = try NMFence.parseAsRoot(words)
            if command is NMFence { throw CommandFailure.usage("no verb given") }
            if let command = command as? any Verb { return try command.perform() }
            try command.run()
            return .success
        } catch { problem = error }
        if let failure = problem as? CommandFailure { throw failure }
        guard NMFence.exitCode(for: problem).isSuccess else {
            let declared = try DeclaredOptions(of: verb ?? NMFence.self)
            throw .usage(ParserMessage(NMFence.message(for: problem), declared.names(of: verb?.name)).sentence)
        }
        let message = NMFence.fullMessage(for: problem)
        let isScript = words.first == CompletionScript.option
        Terminal.write((isScript ? CompletionScript.withSigns(message) : HelpText.inOurWords(message)) + "\n")
        return .success
    }

    /// Where the verb is among words that begin with an option; nil where there is none and the parser is to say what
    /// is wrong.
    private static func position(ofVerb words: [String]) throws(CommandFailure) -> Int? {
        // Which words are values of options is seen from the options of a verb that is among them, whether or not it is
        // the one.
        for verb in words.lazy.compactMap(VerbTable.verb(named:)).prefix(1) {
            let roles = try DeclaredOptions(of: verb).roles(of: words, for: verb.name)
            if let position = roles.firstIndex(of: .positional), !roles[..<position].contains(where: \.isUnclear) {
                return position
            }
        }
        let declared = try DeclaredOptions(of: NMFence.self)
        for (position, role) in declared.roles(of: words, for: nil).enumerated() {
            switch role {
            case .positional where !words[..<position].contains("--"): return position
            case .positional: throw .usage("no verb before '--'")
            case .unknownOption(let name) where !NMFence.answers(words):
                throw .usage(
                    "unknown option '\(name)'\(Suggestion(for: name, among: declared.names(of: nil)).question)")
            case .unknownOption: return nil
            case .terminator, .option, .value: continue
            }
        }
        if NMFence.answers(words) { return nil }
        throw .usage("no verb given")
    }

    /// `help` and `help VERB`; nothing else that is no verb.
    private static func acceptHelp(_ words: [String]) throws(CommandFailure) {
        let names = words[0] == "help" ? words.dropFirst().filter { !$0.hasPrefix("-") } : words
        if words[0] == "help", names.count > 1 { throw .usage("unexpected argument '\(names[1])'") }
        guard let name = names.first, VerbTable.verb(named: name) == nil else { return }
        throw .usage("unknown verb '\(name)'\(NMFence.suggestion(for: name).question)")
    }

    /// Lets bytes that are not UTF-8 through where a path is taken: every other value is text.
    private func acceptBytes() throws(CommandFailure) {
        let roles = try DeclaredOptions(of: verb ?? NMFence.self).roles(of: words.dropFirst(), for: verb?.name)
        for (word, role) in zip(words, [.positional] + roles) where EscapedText.isEscaped(word) {
            switch role {
            case .value(let declared) where declared.takesPath: continue
            case .option(let name, let declared) where declared.takesPath && !EscapedText.isEscaped(name): continue
            default: throw .usage("'\(word)' is not valid UTF-8")
            }
        }
    }
}
