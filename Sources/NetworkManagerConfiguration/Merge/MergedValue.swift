import KeyFile

/// A value while files are merged onto it.
///
/// Lists are kept as tokens with a set beside them: a node with a thousand drop-ins that each add a hundred tokens would
/// otherwise cost what it costs NetworkManager, the square of that.
struct MergedValue {
    private(set) var origin: Origin
    /// When a plain assignment last made the value independent of what came before.
    private(set) var assignedAt: Int?
    private var raw: RawText
    private var tokens: [SourceToken]?
    private var counts: [RawText: Int] = [:]
    private var unstable: [Int] = []
    private var positives = 0

    /// A plain assignment, at a moment of the merge.
    init(_ raw: RawText, origin: Origin, at moment: Int?) {
        self.raw = raw
        self.origin = origin
        assignedAt = moment
    }

    /// The raw value as NetworkManager holds it now: as written, or joined canonically after `+=` or `-=`.
    var value: RawText { tokens.map { TokenList.join($0.lazy.map(\.text)) } ?? raw }

    /// The elements with the line of each, before the splitting that NetworkManager does to use them.
    var sources: [SourceToken] {
        guard let tokens else { return TokenList.split(raw).map { SourceToken($0, origin: origin) } }
        return tokens.compactMap { token in
            guard TokenList.isUnstable(token.text) else { return token }
            return TokenList.resplit(token.text).map { SourceToken($0, origin: token.origin) }
        }
    }

    /// Whether splitting and joining once more would change nothing.
    var isStable: Bool { tokens == nil ? !TokenList.isUnstable(raw) : unstable.isEmpty }

    /// The first of a list that consists of exceptions only; nil for any other.
    var firstOfExceptionsOnly: SourceToken? {
        guard tokens == nil else { return positives == 0 ? tokens?.first : nil }
        let sources = sources
        return sources.allSatisfy { MatchToken.isExcept($0.text) } ? sources.first : nil
    }

    /// `key+=`: adds what is not there yet. Elements that the new line itself repeats stay repeated.
    mutating func add(_ pieces: [RawText], origin: Origin) {
        prepare()
        let added = pieces.filter { counts[$0] == nil }
        for piece in added { append(SourceToken(piece, origin: origin)) }
        self.origin = origin
    }

    /// `key-=`: removes every element that is spelt exactly like one of these.
    mutating func remove(_ pieces: [RawText], origin: Origin) {
        prepare()
        let removed = Set(pieces.filter { counts[$0] != nil })
        if !removed.isEmpty, let kept = tokens?.filter({ !removed.contains($0.text) }) {
            reset(to: kept)
        }
        self.origin = origin
    }

    /// Does what NetworkManager does before each operation: splits the value that it joined after the last one.
    ///
    /// That loses the ends of tokens with white space inside, again each time; a token that survives once survives always.
    private mutating func prepare() {
        guard let current = tokens else {
            reset(to: TokenList.split(raw).map { SourceToken($0, origin: origin) })
            return
        }
        guard !unstable.isEmpty else { return }
        let changed = unstable.filter { TokenList.resplit(current[$0].text) != current[$0].text }
        unstable = changed
        guard !changed.isEmpty else { return }
        let positions = Set(changed)
        reset(
            to: current.enumerated().compactMap { position, token in
                guard positions.contains(position) else { return token }
                return TokenList.resplit(token.text).map { SourceToken($0, origin: token.origin) }
            })
    }

    private mutating func reset(to list: [SourceToken]) {
        tokens = []
        counts.removeAll(keepingCapacity: true)
        unstable.removeAll(keepingCapacity: true)
        positives = 0
        for token in list { append(token) }
    }

    private mutating func append(_ token: SourceToken) {
        if TokenList.isUnstable(token.text) { unstable.append(tokens?.count ?? 0) }
        counts[token.text, default: 0] += 1
        if !MatchToken.isExcept(token.text) { positives += 1 }
        tokens?.append(token)
    }
}
