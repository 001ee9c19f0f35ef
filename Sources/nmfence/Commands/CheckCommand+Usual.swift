extension CheckCommand {
    /// The command for the words that timers, probes and scripts use every minute; nil for all others, which are the parser's.
    ///
    /// The parser finds out by reflection what a command takes. For this one that takes twice as long as asking NetworkManager
    /// about ten devices and judging the answers.
    init?(usual words: some Sequence<String>) {
        self.init()
        // Every option there is: one that is forgotten here ends the program with the parser's own sentence at once.
        (node, requirements, selection, output) = (.untouched, .none, .untouched, .untouched)
        (format, failOn) = (.text, .failure)
        var words = words.makeIterator()
        // What a value may look like beyond that, the parser knows.
        func value() -> String? { words.next().flatMap { $0.hasPrefix("-") || $0.isEmpty ? nil : $0 } }
        while let word = words.next() {
            switch word {
            case "--offline": node.offline = true
            case "--quiet", "-q": output.quiet = true
            case "--verbose", "-v": output.verbose = true
            case "--only":
                guard let id = value() else { return nil }
                selection.only.append(id)
            case "--skip":
                guard let id = value() else { return nil }
                selection.skip.append(id)
            case "--root":
                guard let root = value() else { return nil }
                node.root = root
            case "--profile":
                guard let profile = value() else { return nil }
                node.profile = profile
            case "--output", "-o":
                guard let name = value(), let form = Format(rawValue: name) else { return nil }
                format = form
            default: return nil
            }
        }
    }
}
