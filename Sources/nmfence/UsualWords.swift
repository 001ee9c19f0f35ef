/// The words of timers, probes and scripts, which run every minute: read without the parser.
///
/// The parser finds out by reflection what a command takes, which takes longer than asking NetworkManager about ten devices and
/// judging the answers. Whatever is not a verb with its plain options and their values is the parser's: help, mistakes, and
/// the other ways to spell an option.
struct UsualWords {
    private var rest: ArraySlice<String>

    /// The verb that the words ask for, ready to run; nil where the parser must say.
    static func verb(_ words: [String]) -> (any UsualVerb)? {
        var verb: any UsualVerb
        switch words.first {
        case "check": verb = CheckVerb()
        case "config": verb = ConfigVerb()
        case "diff": verb = DiffVerb()
        case "explain": verb = ExplainVerb()
        case "fix": verb = FixVerb()
        case "revert": verb = RevertVerb()
        default: return nil
        }
        var words = UsualWords(rest: words.dropFirst())
        while let word = words.rest.popFirst() {
            guard verb.take(word, &words) else { return nil }
        }
        return verb.isComplete ? verb : nil
    }

    /// Notes a flag.
    func flag(_ isSet: inout Bool) -> Bool {
        isSet = true
        return true
    }

    /// Takes the next word as a value; false where there is none, or one that the parser should look at.
    mutating func value(for target: inout String) -> Bool {
        guard let word = value else { return false }
        target = word
        return true
    }

    /// Takes the next word as a value; false where there is none, or one that the parser should look at.
    mutating func value(for target: inout String?) -> Bool {
        target = value
        return target != nil
    }

    /// Takes the next word as one more value; false where there is none, or one that the parser should look at.
    mutating func value(of targets: inout [String]) -> Bool {
        guard let word = value else { return false }
        targets.append(word)
        return true
    }

    /// Takes the next word as one of the names of a choice.
    mutating func value<Choice: RawRepresentable<String>>(for target: inout Choice) -> Bool {
        guard let choice = value.flatMap(Choice.init(rawValue:)) else { return false }
        target = choice
        return true
    }

    private var value: String? {
        mutating get { rest.popFirst().flatMap { $0.hasPrefix("-") || $0.isEmpty ? nil : $0 } }
    }
}

/// A verb with what it was told, whoever read the words.
protocol UsualVerb {
    /// The verb without any option.
    init()
    /// Takes a word of the command line, and its value from those behind it; false where it is not one of its own.
    mutating func take(_ word: String, _ words: inout UsualWords) -> Bool
    /// Whether nothing that it needs was left out.
    var isComplete: Bool { get }
    /// Does it, prints the answer and gives the exit status.
    func run() throws -> ExitStatus
}

extension UsualVerb {
    var isComplete: Bool { true }
}
