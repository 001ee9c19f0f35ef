import KeyFile

/// Goes through every name that fits a pattern, one for each way in which a configuration can tell them apart.
///
/// The patterns of all tokens run side by side as automata; two names that lead to the same states are told apart by no
/// token. Characters that no token names are all alike, so one stands for the rest (also for those of several bytes: a
/// name with such a character has a shorter sister that fits the same patterns). Literal names share a tree, however
/// many there are.
struct NameSearch {
    /// How the search ended.
    enum Outcome {
        /// Every name was seen (through its likes).
        case complete
        /// The visitor stopped it.
        case stopped
        /// More steps than are made.
        case exhausted
    }

    private struct State: Hashable {
        var patterns: NameAutomata.States
        /// The node in the tree of literals; -1 where the name has left it.
        var node: Int32
        /// How many dots the name is; -1 where it is another name. `.` and `..` are no names of interfaces, and must
        /// not stand for those that are and lead to the same states.
        var dots: Int8

        func hash(into hasher: inout Hasher) {
            hasher.combine(node)
            hasher.combine(dots)
            // All at once: one by one, they take most of the search's time.
            patterns.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    private struct Step {
        let parent: Int
        let character: Unicode.Scalar
    }

    private let pattern: NamePattern
    private let tokens: [NamePattern]
    private let names: [RawText]
    /// What it costs to make one token ready for a search, in steps of one.
    private static let costOfToken = 128

    /// - Parameters:
    ///   - pattern: the names to go through.
    ///   - tokens: the globs that tell them apart.
    ///   - literals: the names that do.
    init(pattern: NamePattern, tokens: [NamePattern], literals: [RawText]) {
        (self.pattern, self.tokens, names) = (pattern, tokens, literals)
    }

    /// Every character that something names, and one that stands for all others.
    private func alphabet(_ literals: LiteralTree) -> [(character: Unicode.Scalar, length: Int)] {
        var characters = Set(pattern.characters + literals.characters)
        for token in tokens { characters.formUnion(token.characters) }
        // Easy to read first: a counter-example is for people.
        let others = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-+%#@!&()[]{}<>=~^$'\"`|,;*?\\"
        if let other = others.unicodeScalars.first(where: { !characters.contains($0) }) { characters.insert(other) }
        return characters.filter(Self.isOfNames).sorted { $0.value < $1.value }.map { ($0, UTF8.width($0)) }
    }

    /// Whether names may have it: one that none has must not stand for others.
    private static func isOfNames(_ character: Unicode.Scalar) -> Bool {
        UTF8.encode(character)?.allSatisfy(InterfaceName.allows) ?? false
    }

    /// Calls the visitor with one name of each kind, shorter ones first, until it gives false.
    /// - Parameters:
    ///   - budget: shared with other searches; one that is used up ends this one.
    ///   - costOfName: what the visitor costs, in steps of single tokens.
    func visit(within budget: SearchBudget, costOfName: Int = 64, _ body: (RawText) -> Bool) -> Outcome {
        let limit = budget.share
        var work = Self.costOfToken * (tokens.count + names.count)
        defer { budget.spend(work) }
        guard work <= limit else { return .exhausted }
        let (automata, literals) = (NameAutomata(pattern, tokens: tokens), LiteralTree(names))
        let alphabet = alphabet(literals)
        let start = State(patterns: automata.start, node: 0, dots: 0)
        var steps: [Step] = [Step(parent: -1, character: " ")]
        var seen: Set<State> = [start]
        // A kind is a state of its own sort: which tokens accept, and which literal it is.
        var kinds: Set<State> = []
        // By length in bytes, so that each state is met first by its shortest name, which has the most continuations.
        var fronts: [[(state: State, step: Int)]] = Array(repeating: [], count: InterfaceName.maximumLength + 1)
        fronts[0] = [(start, 0)]
        for length in 0...InterfaceName.maximumLength {
            for (state, step) in fronts[length] {
                if automata.isSearched(state.patterns), length > 0 {
                    let kind = kind(of: state, automata, literals)
                    if !kinds.contains(kind) {
                        let name = name(of: step, steps)
                        if InterfaceName.isValid(name) {
                            kinds.insert(kind)
                            work += costOfName
                            guard work <= limit else { return .exhausted }
                            if !body(name) { return .stopped }
                        }
                    }
                    if state.node < 0, length > 2, automata.areTokensSettled(state.patterns) { continue }
                }
                for (character, bytes) in alphabet where length + bytes <= InterfaceName.maximumLength {
                    work += automata.tokenCount + 8
                    guard work <= limit else { return .exhausted }
                    guard let state = successor(of: state, character, automata, literals), seen.insert(state).inserted
                    else { continue }
                    steps.append(Step(parent: step, character: character))
                    fronts[length + bytes].append((state, steps.count - 1))
                }
            }
            fronts[length] = []
        }
        return .complete
    }

    /// The state behind one more character; nil where no name of the pattern goes on so.
    private func successor(
        of state: State, _ character: Unicode.Scalar, _ automata: NameAutomata, _ literals: LiteralTree
    ) -> State? {
        guard automata.goesOn(state.patterns, with: character) else { return nil }
        return State(
            patterns: automata.step(state.patterns, character), node: literals.child(of: state.node, character),
            dots: character == "." && (0..<2).contains(state.dots) ? state.dots + 1 : -1)
    }

    /// Two states that are of one kind are told apart by nothing that a token asks.
    private func kind(of state: State, _ automata: NameAutomata, _ literals: LiteralTree) -> State {
        State(
            patterns: automata.accepted(state.patterns), node: literals.isEnd(state.node) ? state.node : -1, dots: -1)
    }

    private func name(of step: Int, _ steps: [Step]) -> RawText {
        var characters: [Unicode.Scalar] = []
        var step = step
        while step > 0 {
            characters.append(steps[step].character)
            step = steps[step].parent
        }
        return RawText(characters.reversed().flatMap { Array(UTF8.encode($0) ?? UTF8.encodedReplacementCharacter) })
    }
}
