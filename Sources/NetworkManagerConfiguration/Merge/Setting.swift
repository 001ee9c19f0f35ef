public import KeyFile

/// One effective value: a key of the merged configuration.
public struct Setting: Hashable, Sendable {
    /// The group, without brackets.
    public let section: RawText
    /// The key.
    public let key: RawText
    /// The raw value, as `NetworkManager --print-config` shows it.
    public let value: RawText
    /// The line that set it last; for a merged list the one that changed it last.
    public let origin: Origin
    /// For lists that `+=` and `-=` can change: each element with the line that it comes from.
    public let tokens: [SourceToken]
    /// Why the value may be another one; nil where it is certain.
    public let uncertainty: Uncertainty?
}
