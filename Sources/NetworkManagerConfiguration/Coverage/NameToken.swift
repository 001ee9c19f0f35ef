import KeyFile

/// A token that asks for a name, and may meet a pattern.
struct NameToken {
    let isExcept: Bool
    let isGlob: Bool
    let text: RawText
    let pattern: NamePattern

    init?(_ token: MatchToken, meeting other: NamePattern) {
        isExcept = token.isExcept
        switch token.condition {
        case .name(let text, let isGlob):
            self.isGlob = isGlob
            self.text = text
        case .bare(let text):
            isGlob = false
            self.text = text
        default: return nil
        }
        guard let pattern = NamePattern(text, isGlob: isGlob), pattern.mayMeet(other) else { return nil }
        self.pattern = pattern
    }
}
