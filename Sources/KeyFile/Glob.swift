import CGLib

/// A glob as GLib understands it, compiled once.
///
/// `*` stands for any run of characters, `?` for one; everything else, brackets and backslash included, is literal.
/// NetworkManager matches interface names with these very functions, so there is no second opinion to keep in step.
public final class Glob {
    private let specification: OpaquePointer

    /// The pattern it was made from.
    public let pattern: RawText

    /// Compiles a pattern; every pattern is valid.
    public init(_ pattern: RawText) {
        self.pattern = pattern
        specification = (pattern.bytes + [0]).withUnsafeBytes { buffer in
            g_pattern_spec_new(buffer.baseAddress?.assumingMemoryBound(to: CChar.self))
        }
    }

    deinit {
        g_pattern_spec_free(specification)
    }

    /// Whether the whole text fits the pattern.
    public func matches(_ text: RawText) -> Bool {
        (text.bytes + [0]).withUnsafeBytes { buffer in
            nmfence_glob_matches(
                specification, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), gsize(text.count)) != 0
        }
    }
}
