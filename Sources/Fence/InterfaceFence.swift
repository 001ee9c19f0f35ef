import KeyFile
public import NetworkManagerConfiguration

/// The names that a set of patterns covers.
public struct InterfaceFence {
    private let globs: [Glob]

    /// The names that any of the patterns covers.
    public init(_ patterns: [InterfacePattern]) {
        globs = patterns.map { Glob($0.glob) }
    }

    /// Whether an interface of this name is inside.
    public func contains(_ name: String) -> Bool {
        let text = RawText(name)
        return globs.contains { $0.matches(text) }
    }
}
