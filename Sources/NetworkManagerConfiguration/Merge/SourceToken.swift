public import KeyFile

/// An element of a list, with the line that brought it.
public struct SourceToken: Hashable, Sendable {
    /// The element, unescaped.
    public let text: RawText
    /// The line.
    public let origin: Origin

    /// Takes both.
    public init(_ text: RawText, origin: Origin) {
        self.text = text
        self.origin = origin
    }
}
