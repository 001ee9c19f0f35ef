/// The patterns that one with alternatives stands for: `(cali|tunl).*` of a regular expression, `{cali,tunl}*` of a
/// shell.
struct PatternAlternatives {
    /// More are not written out.
    private static let limit = 16

    private var rest: Substring

    /// Every pattern, in the order in which they are written; nil where brackets have no partner, or there are too
    /// many.
    static func all(of pattern: String) -> [String]? {
        var reader = PatternAlternatives(rest: pattern[...])
        guard let all = reader.alternatives(separatedBy: "|"), reader.rest.isEmpty else { return nil }
        return all
    }

    /// Whether the braces at the start of a text repeat what stands before them, as in `[0-9]{1,3}`.
    static func isQuantifier(_ text: Substring) -> Bool {
        guard text.first == "{", let end = text.firstIndex(of: "}") else { return false }
        return text[..<end].dropFirst().allSatisfy { $0.isNumber || $0 == "," }
    }

    /// Reads up to a closing bracket, or to the end.
    private mutating func alternatives(separatedBy separator: Character) -> [String]? {
        var all: [String] = []
        var current = [""]
        while let first = rest.first, first != ")", first != "}" {
            if first == separator {
                rest.removeFirst()
                all += current
                current = [""]
                continue
            }
            guard let next = piece(), current.count * next.count <= Self.limit else { return nil }
            current = current.flatMap { start in next.map { start + $0 } }
        }
        all += current
        return all.count <= Self.limit ? all : nil
    }

    /// The next character, class or group, with what it may be.
    private mutating func piece() -> [String]? {
        guard let first = rest.first else { return nil }
        switch first {
        case "(": return group(separatedBy: "|", upTo: ")")
        case "{" where !Self.isQuantifier(rest): return group(separatedBy: ",", upTo: "}")
        case "{": return take(through: "}")
        case "[": return take(through: "]")
        case "\\":
            defer { rest = rest.dropFirst(2) }
            return [String(rest.prefix(2))]
        default:
            rest.removeFirst()
            return [String(first)]
        }
    }

    private mutating func group(separatedBy separator: Character, upTo end: Character) -> [String]? {
        rest.removeFirst()
        if rest.hasPrefix("?:") { rest = rest.dropFirst(2) }
        guard let all = alternatives(separatedBy: separator), rest.first == end else { return nil }
        rest.removeFirst()
        return all
    }

    private mutating func take(through end: Character) -> [String]? {
        guard let position = rest.firstIndex(of: end) else { return nil }
        defer { rest = rest[rest.index(after: position)...] }
        return [String(rest[...position])]
    }
}
