import Base

/// `KernelVersion=` of a [Match] section: globs, or comparisons such as `>=5.4`, of which all must hold.
enum KernelComparison {
    private static let operators = ["!$=", "$=", "<=", ">=", "!=", "<>", "==", "=", "<", ">"]

    /// Nil for what systemd takes for a mistake: such a condition never holds, `!` or not.
    static func holds(_ parameter: String, for release: String) -> Answer? {
        var words = Words(parameter, .quoted).words[...]
        var answer = Answer.yes
        var isFirst = true
        while var word = words.popFirst() {
            let sign = operators.first { word.hasPrefix($0) }
            word = String(word.dropFirst(sign?.count ?? 0))
            if word.isEmpty {
                // White space may follow the first sign only.
                guard isFirst, let next = words.popFirst() else { return answer == .unknown ? .unknown : nil }
                word = next
            }
            isFirst = false
            answer = answer && holds(sign, word, release)
            // Nothing behind it is read, mistakes neither.
            if answer == .no { return .no }
        }
        return answer
    }

    private static func holds(_ sign: String?, _ word: String, _ release: String) -> Answer {
        switch sign {
        case nil, "$=": return Answer(fits(release, glob: word))
        case "!$=": return Answer(!fits(release, glob: word))
        case "=": return Answer(release == word)
        case "!=": return Answer(release != word)
        default: break
        }
        guard let order = order(release, word) else { return .unknown }
        switch sign {
        case "<": return Answer(order < 0)
        case "<=": return Answer(order <= 0)
        case ">": return Answer(order > 0)
        case ">=": return Answer(order >= 0)
        case "==": return Answer(order == 0)
        default: return Answer(order != 0)
        }
    }

    /// Less than, equal to or greater than 0; nil where only letters differ, of which versions of systemd think
    /// differently.
    private static func order(_ left: String, _ right: String) -> Int? {
        let (ours, theirs) = (DottedVersion.leadingNumbers(of: left), DottedVersion.leadingNumbers(of: right))
        guard !ours.isEmpty, !theirs.isEmpty else { return nil }
        for (mine, other) in zip(ours, theirs) where mine != other { return mine < other ? -1 : 1 }
        if left == right { return 0 }
        // 6.1.0-9 is more than 6.1, and less than 6.1.1.
        if theirs.count < ours.count || right.allSatisfy({ $0.isNumber || $0 == "." }) && left.hasPrefix(right) {
            return 1
        }
        return ours.count < theirs.count ? -1 : nil
    }
}
