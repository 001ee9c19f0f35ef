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
        var pattern: UInt64
        var tokens: [UInt64]
        /// The node in the tree of literals; -1 where the name has left it.
        var node: Int32
    }

    private struct Step {
        let parent: Int
        let character: Unicode.Scalar
    }

    let pattern: NamePattern
    let tokens: [NamePattern]
    let literals: LiteralTree
    private let alphabet: [(character: Unicode.Scalar, length: Int)]

    init(pattern: NamePattern, tokens: [NamePattern], literals: [RawText]) {
        self.pattern = pattern
        self.tokens = tokens
        self.literals = LiteralTree(literals)
        var characters = (pattern.characters + tokens.flatMap(\.characters)) + self.literals.characters
        // Easy to read first: a counter-example is for people.
        let others = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-+%#@!&()[]{}<>=~^$'\"`|,;*?\\"
        if let other = others.unicodeScalars.first(where: { !characters.contains($0) }) { characters.append(other) }
        characters.sort { $0.value < $1.value }
        var alphabet: [(character: Unicode.Scalar, length: Int)] = []
        for character in characters where alphabet.last?.character != character {
            alphabet.append((character, UTF8.width(character)))
        }
        self.alphabet = alphabet
    }

    /// How many steps of single tokens are made before the search is given up: about a second's worth, and 64 MB.
    private static let budget = 8_000_000

    /// Calls the visitor with one name of each kind, shorter ones first, until it gives false.
    func visit(_ body: (RawText) -> Bool) -> Outcome {
        let start = State(pattern: pattern.start, tokens: tokens.map(\.start), node: 0)
        var steps: [Step] = [Step(parent: -1, character: " ")]
        var seen: Set<State> = [start]
        var work = 0
        // A kind is a state of its own sort: which tokens accept, and which literal it is.
        var kinds: Set<State> = []
        // By length in bytes, so that each state is met first by its shortest name, which has the most continuations.
        var fronts: [[(state: State, step: Int)]] = Array(repeating: [], count: InterfaceName.maximumLength + 1)
        fronts[0] = [(start, 0)]
        for length in 0...InterfaceName.maximumLength {
            for (state, step) in fronts[length] {
                if pattern.accepts(state.pattern), length > 0 {
                    let kind = State(
                        pattern: 0, tokens: zip(tokens, state.tokens).map { $0.accepts($1) ? 1 : 0 },
                        node: literals.isEnd(state.node) ? state.node : -1)
                    if !kinds.contains(kind) {
                        let name = name(of: step, steps)
                        if InterfaceName.isValid(name) {
                            kinds.insert(kind)
                            if !body(name) { return .stopped }
                        }
                    }
                    let isSettled = state.node < 0 && zip(tokens, state.tokens).allSatisfy { $0.isSettled($1) }
                    if isSettled, length > 2 { continue }
                }
                for (character, bytes) in alphabet where length + bytes <= InterfaceName.maximumLength {
                    let next = State(
                        pattern: pattern.step(state.pattern, character),
                        tokens: zip(tokens, state.tokens).map { $0.step($1, character) },
                        node: literals.child(of: state.node, character))
                    work += tokens.count + 8
                    guard work <= Self.budget else { return .exhausted }
                    guard next.pattern != 0, seen.insert(next).inserted else { continue }
                    steps.append(Step(parent: step, character: character))
                    fronts[length + bytes].append((next, steps.count - 1))
                }
            }
            fronts[length] = []
        }
        return .complete
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
