public import KeyFile
public import NetworkManagerConfiguration

/// The names that a set of patterns covers.
public struct InterfaceFence {
    /// The patterns as text.
    public let texts: [RawText]
    private let globs: [Glob]

    /// The names that any of the patterns covers.
    public init(_ patterns: [InterfacePattern]) {
        texts = patterns.map(\.glob)
        globs = texts.map { Glob($0) }
    }

    /// Whether an interface of this name is inside.
    public func contains(_ name: String) -> Bool {
        let text = RawText(name)
        return globs.contains { $0.matches(text) }
    }
}
