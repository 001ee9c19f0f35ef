import KeyFile

/// A token that asks for a name that an interface can have.
struct NameToken {
    let isExcept: Bool
    let isGlob: Bool
    let text: RawText
    /// Where it stands.
    let origin: Origin
    let pattern: NamePattern

    init?(_ token: MatchToken) {
        isExcept = token.isExcept
        origin = token.source.origin
        switch token.condition {
        case .name(let text, let isGlob):
            self.isGlob = isGlob
            self.text = text
        case .bare(let text):
            isGlob = false
            self.text = text
        default: return nil
        }
        guard let pattern = NamePattern(text, isGlob: isGlob) else { return nil }
        self.pattern = pattern
    }
}
