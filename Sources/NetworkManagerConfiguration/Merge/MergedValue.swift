import KeyFile

/// A value while files are merged onto it.
///
/// Lists are kept as tokens and as a set: a node with a thousand drop-ins that each add a hundred tokens
/// would otherwise cost what it costs NetworkManager, the square of that.
struct MergedValue {
    private(set) var origin: Origin
    /// When a plain assignment last made the value independent of what came before.
    private(set) var assignedAt: Int?
    private var raw: RawText
    /// The tokens of a list that `+=` or `-=` has changed; nil while the value is as it was written.
    private var list: TokenTable?
    /// Whether it is a plain list of strings, which GLib splits and joins.
    private var isStrings = false

    /// A plain assignment, by the file of this number.
    init(_ raw: RawText, origin: Origin, at fileNumber: Int?) {
        self.raw = raw
        self.origin = origin
        assignedAt = fileNumber
    }

    /// The raw value as NetworkManager holds it now: as written, or joined canonically after `+=` or `-=`.
    var value: RawText {
        guard let list else { return raw }
        let texts = list.tokens.map(\.text)
        return isStrings ? (texts.isEmpty ? "" : KeyFile.joined(stringList: texts)) : TokenList.join(texts)
    }

    /// Whether nothing is left of a list that `+=` or `-=` has changed.
    var isEmptied: Bool { list?.count == 0 }

    /// The elements with the line of each, before the splitting that NetworkManager does to use them.
    var sources: [SourceToken] {
        guard let list else { return TokenList.split(raw).map { SourceToken($0, origin: origin) } }
        return list.tokens.compactMap { token in
            guard TokenList.isUnstable(token.text) else { return token }
            return TokenList.resplit(token.text).map { SourceToken($0, origin: token.origin) }
        }
    }

    /// Whether splitting and joining once more would change nothing.
    var isStable: Bool { list.map { $0.isStable } ?? !TokenList.isUnstable(raw) }

    /// The first of a list that consists of exceptions only; nil for any other.
    var firstOfExceptionsOnly: SourceToken? {
        if let list { return list.positives == 0 ? list.first : nil }
        let sources = sources
        return sources.allSatisfy { MatchToken.isExcept($0.text) } ? sources.first : nil
    }

    /// Applies a `key+=` or `key-=`.
    /// - Parameter strings: whether it is a plain list of strings, which GLib splits and joins, and not one of devices.
    mutating func apply(_ change: ValueChange, strings: Bool) {
        let adds = change.operation == .add
        if strings {
            changeStrings(KeyFile.stringList(change.value) ?? [], adds: adds, origin: change.origin)
        } else if adds {
            add(TokenList.split(change.value), origin: change.origin)
        } else {
            remove(TokenList.split(change.value), origin: change.origin)
        }
    }

    /// `key+=` and `key-=` of a plain list of strings.
    private mutating func changeStrings(_ pieces: [RawText], adds: Bool, origin: Origin) {
        var table = list.take() ?? TokenTable()
        if isStrings {
            table.dropLastEmpty()
        } else {
            for piece in KeyFile.stringList(raw) ?? [] { table.append(SourceToken(piece, origin: self.origin)) }
            isStrings = true
        }
        if adds {
            for piece in pieces.filter({ !table.contains($0) }) { table.append(SourceToken(piece, origin: origin)) }
        } else {
            for piece in pieces { table.remove(piece) }
        }
        list = table
        self.origin = origin
    }

    /// `key+=`: adds what is not there yet. Elements that the new line itself repeats stay repeated.
    private mutating func add(_ pieces: [RawText], origin: Origin) {
        var list = prepared()
        let added = pieces.filter { !list.contains($0) }
        for piece in added { list.append(SourceToken(piece, origin: origin)) }
        self.list = list
        self.origin = origin
    }

    /// `key-=`: removes every element that is spelt exactly like one of these.
    private mutating func remove(_ pieces: [RawText], origin: Origin) {
        var list = prepared()
        for piece in pieces { list.remove(piece) }
        self.list = list
        self.origin = origin
    }

    /// Does what NetworkManager does before each operation: splits the value that it joined after the last one.
    ///
    /// Takes the table out of the value, so that its storage is not copied when it is changed.
    private mutating func prepared() -> TokenTable {
        guard var list = list.take() else {
            var list = TokenTable()
            for piece in TokenList.split(raw) { list.append(SourceToken(piece, origin: origin)) }
            return list
        }
        list.resplit()
        return list
    }
}
