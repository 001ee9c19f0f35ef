import KeyFile

/// A set of names, by globs.
struct NameFence {
    /// The globs as automata.
    let patterns: [NamePattern]
    private let globs: [Glob]
    private let texts: Set<RawText>

    init(_ globs: [RawText]) {
        texts = Set(globs)
        patterns = globs.compactMap { NamePattern($0, isGlob: true) }
        self.globs = globs.map { Glob($0) }
    }

    /// Whether a name is inside.
    func contains(_ name: RawText) -> Bool { globs.contains { $0.matches(name) } }

    /// Whether a token holds for nothing but interfaces whose names are inside.
    func contains(_ condition: MatchToken.Condition) -> Bool {
        switch condition {
        case .name(let name, isGlob: false): return contains(name)
        case .bare(let text): return HardwareAddress(text)?.isPossible != true && contains(text)
        case .name(let glob, isGlob: true):
            if texts.contains(glob) { return true }
            guard let pattern = NamePattern(glob, isGlob: true) else { return false }
            return patterns.contains { $0.includes(pattern) }
        default: return false
        }
    }
}
