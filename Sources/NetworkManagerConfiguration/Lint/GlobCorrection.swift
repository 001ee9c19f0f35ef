/// The glob of NetworkManager (`*` and `?`) that a regular expression, a glob of a shell or a wildcard of iptables was
/// meant to be.
struct GlobCorrection {
    /// Whether a dot before a `*` is taken for that of a regular expression also where nothing else speaks of one.
    let isLenient: Bool

    /// Whether a name has signs that no name of an interface has.
    static func looksLikePattern(_ text: String) -> Bool { text.contains { "*?[]^$+\\|(){}".contains($0) } }

    /// The globs, one for each alternative; nil where none comes near.
    func globs(meantBy pattern: String) -> [String]? {
        guard let alternatives = PatternAlternatives.all(of: Self.withoutDelimiters(pattern)) else { return nil }
        // No other language has these; each alternative alone does not show any more where it comes from.
        let isExpression = isLenient || pattern.contains { "^$\\[(|".contains($0) }
        var globs: [String] = []
        for alternative in alternatives {
            guard let glob = glob(meantBy: alternative, isExpression) else { return nil }
            if !globs.contains(glob) { globs.append(glob) }
        }
        return globs
    }

    /// sed and awk write an expression between slashes, which no name of an interface has.
    private static func withoutDelimiters(_ pattern: String) -> String {
        pattern.count > 2 && pattern.hasPrefix("/") && pattern.hasSuffix("/")
            ? String(pattern.dropFirst().dropLast()) : pattern
    }

    /// An expression that is fixed at one end only goes on at the other.
    private func glob(meantBy pattern: String, _ isExpression: Bool) -> String? {
        var rest = pattern[...]
        let isFixed = (start: rest.first == "^", end: rest.last == "$")
        if isFixed.start { rest.removeFirst() }
        if isFixed.end, !rest.isEmpty { rest.removeLast() }
        var glob = ""
        while let atom = takeAtom(&rest, isExpression: isExpression) {
            let isRepeated = takeQuantifier(&rest, behind: atom)
            glob += isRepeated ? "*" : atom
        }
        guard rest.isEmpty, !glob.isEmpty else { return nil }
        if isFixed.start, !isFixed.end { glob += "*" }
        if isFixed.end, !isFixed.start, glob.last != "*" { glob = "*" + glob }
        while glob.contains("**") { glob = glob.replacing("**", with: "*") }
        return glob
    }

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
        case "%" where isLenient && (rest.count == 1 || rest == "%d"):
            // LIKE of SQL, and the templates of the kernel for names with a number.
            rest = rest.suffix(0)
            return "*"
        default:
            rest.removeFirst()
            return String(first)
        }
    }

    /// Whether a quantifier follows, which repeats what stands for any character.
    private func takeQuantifier(_ rest: inout Substring, behind atom: String) -> Bool {
        guard atom == "?", let first = rest.first else { return false }
        if PatternAlternatives.isQuantifier(rest), let end = rest.firstIndex(of: "}") {
            rest = rest[rest.index(after: end)...]
            return true
        }
        guard "*+".contains(first) else { return false }
        rest.removeFirst()
        return true
    }
}
