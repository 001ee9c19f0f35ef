import KeyFile

/// The tokens of a list while `+=` and `-=` change it, with the places of each text, so that no change goes through all
/// of them.
struct TokenTable {
    /// A place that a `-=` has emptied is nil until there are more of these than tokens.
    private var slots: [SourceToken?] = []
    private var places: [RawText: [Int]] = [:]
    /// The places of tokens that splitting and joining may change.
    private var unstable: [Int] = []
    private var start = 0
    private(set) var count = 0
    /// How many are no exceptions.
    private(set) var positives = 0

    /// The tokens in their order.
    var tokens: [SourceToken] { slots.compactMap(\.self) }

    /// The first one.
    var first: SourceToken? { start < slots.count ? slots[start] : nil }

    /// Whether splitting and joining would change nothing.
    var isStable: Bool { unstable.isEmpty }

    func contains(_ text: RawText) -> Bool { places[text] != nil }

    mutating func append(_ token: SourceToken) {
        if TokenList.isUnstable(token.text) { unstable.append(slots.count) }
        places[token.text, default: []].append(slots.count)
        slots.append(token)
        count += 1
        if !MatchToken.isExcept(token.text) { positives += 1 }
    }

    /// Removes every token of this text.
    mutating func remove(_ text: RawText) {
        guard let gone = places.removeValue(forKey: text) else { return }
        for place in gone { slots[place] = nil }
        count -= gone.count
        if !MatchToken.isExcept(text) { positives -= gone.count }
        if TokenList.isUnstable(text) { unstable.removeAll(where: gone.contains) }
        if slots.count > 32, slots.count > 2 * count { compact() }
        while start < slots.count, slots[start] == nil { start += 1 }
    }

    /// Forgets the last token where it is empty: the joined text of a string list does not show it.
    mutating func dropLastEmpty() {
        guard let place = slots.lastIndex(where: { $0 != nil }), slots[place]?.text.isEmpty == true else { return }
        forget("", at: place)
        slots[place] = nil
    }

    /// Splits every token again, as NetworkManager does before each change.
    ///
    /// That loses the ends of tokens with white space inside, again each time; a token that survives once survives
    /// always.
    mutating func resplit() {
        let changed = unstable.filter { place in
            slots[place].map { TokenList.resplit($0.text) != $0.text } ?? false
        }
        unstable = changed
        for place in changed {
            guard let token = slots[place] else { continue }
            forget(token.text, at: place)
            slots[place] = TokenList.resplit(token.text).map { SourceToken($0, origin: token.origin) }
            guard let text = slots[place]?.text else { continue }
            places[text, default: []].append(place)
            count += 1
            if !MatchToken.isExcept(text) { positives += 1 }
        }
        unstable.removeAll { slots[$0] == nil }
        while start < slots.count, slots[start] == nil { start += 1 }
    }

    private mutating func forget(_ text: RawText, at place: Int) {
        places[text]?.removeAll { $0 == place }
        if places[text]?.isEmpty == true { places[text] = nil }
        count -= 1
        if !MatchToken.isExcept(text) { positives -= 1 }
    }

    private mutating func compact() {
        let kept = tokens
        self = TokenTable()
        for token in kept { append(token) }
    }
}
