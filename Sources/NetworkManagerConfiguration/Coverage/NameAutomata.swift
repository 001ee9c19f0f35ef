/// Patterns as automata that run side by side: what each makes of the same characters, 32 bits for each.
///
/// A pattern has at most 15 characters and a star between any two of them, so its positions fit in 32 bits. The first
/// is the one whose names are searched, the others are those of tokens, which tell the names apart.
struct NameAutomata {
    /// The states of all patterns, in their order.
    typealias States = [UInt32]

    /// Where each pattern stays at whatever character, goes on with whatever character, and ends.
    private let runs: [UInt32]
    private let ones: [UInt32]
    private let ends: [UInt32]
    /// Where nothing that follows can make a name fit no more.
    private let settled: [UInt32]
    /// For each character those patterns that name it, and where.
    private let named: [Unicode.Scalar: [(pattern: Int, positions: UInt32)]]

    /// The states before the first character.
    let start: States
    /// How many tokens there are.
    var tokenCount: Int { runs.count - 1 }

    init(_ searched: NamePattern, tokens: [NamePattern]) {
        let patterns = [searched] + tokens
        func positions(_ pattern: NamePattern, where isMeant: (NamePattern.Element) -> Bool) -> UInt32 {
            pattern.elements.enumerated().reduce(0) { isMeant($1.element) ? $0 | 1 << UInt32($1.offset) : $0 }
        }
        runs = patterns.map { positions($0) { $0 == .run } }
        ones = patterns.map { positions($0) { $0 == .one } }
        ends = patterns.map { 1 << UInt32($0.elements.count) }
        settled = patterns.map { $0.elements.last == .run ? 1 << UInt32($0.elements.count - 1) : 0 }
        var named: [Unicode.Scalar: [(pattern: Int, positions: UInt32)]] = [:]
        for (number, pattern) in patterns.enumerated() {
            for character in Set(pattern.characters) {
                named[character, default: []].append((number, positions(pattern) { $0 == .character(character) }))
            }
        }
        self.named = named
        start = runs.map { 1 | ($0 & 1) << 1 }
    }

    /// Whether a name that is searched goes on with a character: most do not, and for those no token is asked.
    func goesOn(_ states: States, with character: Unicode.Scalar) -> Bool {
        if states[0] & (runs[0] | ones[0]) != 0 { return true }
        guard let first = named[character]?.first, first.pattern == 0 else { return false }
        return states[0] & first.positions != 0
    }

    /// The states after one more character.
    func step(_ states: States, _ character: Unicode.Scalar) -> States {
        var next = states
        for number in next.indices {
            next[number] = (states[number] & ones[number]) << 1 | states[number] & runs[number]
        }
        for (number, positions) in named[character] ?? [] { next[number] |= (states[number] & positions) << 1 }
        // A star may stand for nothing.
        for number in next.indices { next[number] |= (next[number] & runs[number]) << 1 }
        return next
    }

    /// Whether what was read so far is a name that is searched.
    func isSearched(_ states: States) -> Bool { states[0] & ends[0] != 0 }

    /// Which patterns what was read so far fits, as 1 and 0.
    func accepted(_ states: States) -> States { states.indices.map { states[$0] & ends[$0] == 0 ? 0 : 1 } }

    /// Whether nothing that follows can change the answer of any token.
    func areTokensSettled(_ states: States) -> Bool {
        states.indices.dropFirst().allSatisfy { states[$0] == 0 || states[$0] & settled[$0] != 0 }
    }
}
