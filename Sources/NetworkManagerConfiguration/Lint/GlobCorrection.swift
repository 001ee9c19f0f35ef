/// The glob of NetworkManager (`*` and `?`) that a regular expression, a glob of a shell or a wildcard of iptables was
/// meant to be.
struct GlobCorrection {
    /// Whether a dot before a `*` is taken for that of a regular expression also where nothing else speaks of one.
    let isLenient: Bool

    /// Whether a name has signs that no name of an interface has.
    static func looksLikePattern(_ text: String) -> Bool { text.contains { "*?[]^$+\\|(){}".contains($0) } }

    /// The glob; nil where none comes near.
    func glob(meantBy pattern: String) -> String? {
        guard !pattern.contains(where: { "|(){}".contains($0) && !isQuantifier($0) }) else { return nil }
        var rest = pattern[...]
        let isExpression = isLenient || rest.contains { "^$\\[".contains($0) }
        if rest.first == "^" { rest.removeFirst() }
        if rest.last == "$" { rest.removeLast() }
        var glob = ""
        while let atom = takeAtom(&rest, isExpression: isExpression) {
            let isRepeated = takeQuantifier(&rest, behind: atom)
            glob += isRepeated ? "*" : atom
        }
        guard rest.isEmpty, !glob.isEmpty else { return nil }
        while glob.contains("**") { glob = glob.replacing("**", with: "*") }
        return glob
    }

    private func isQuantifier(_ character: Character) -> Bool { character == "{" || character == "}" }

    /// The next character as a glob has it; nil at the end, or where there is none.
    private func takeAtom(_ rest: inout Substring, isExpression: Bool) -> String? {
        guard let first = rest.first else { return nil }
        switch first {
        case "[":
            guard let end = rest.firstIndex(of: "]") else { return nil }
            rest = rest[rest.index(after: end)...]
            return "?"
        case "\\":
            rest.removeFirst()
            guard let escaped = rest.popFirst() else { return nil }
            return "dwDW".contains(escaped) ? "?" : String(escaped)
        case "." where isExpression && rest.dropFirst().first.map { "*+".contains($0) } == true:
            rest.removeFirst()
            return "?"
        case "+" where rest.count == 1:
            rest.removeFirst()
            return "*"
        default:
            rest.removeFirst()
            return String(first)
        }
    }

    /// Whether a quantifier follows, which repeats what stands for any character.
    private func takeQuantifier(_ rest: inout Substring, behind atom: String) -> Bool {
        guard atom == "?", let first = rest.first else { return false }
        if first == "{", let end = rest.firstIndex(of: "}") {
            rest = rest[rest.index(after: end)...]
            return true
        }
        guard "*+".contains(first) else { return false }
        rest.removeFirst()
        return true
    }
}
