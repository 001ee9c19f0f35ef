import CGLib

/// A glob as GLib understands it, compiled once.
///
/// `*` stands for any run of characters, `?` for one; everything else, brackets and backslash included, is literal.
/// NetworkManager matches interface names with these very functions, so there is no second opinion to keep in step.
///
/// They are made for UTF-8. On other bytes they read past the end or abort the process (and do so in NetworkManager,
/// too: a drop-in with such a glob can bring it down), so those are compared here, byte by byte.
public final class Glob {
    private let specification: OpaquePointer?

    /// The pattern it was made from.
    public let pattern: RawText

    /// Compiles a pattern; every pattern is valid.
    public init(_ pattern: RawText) {
        self.pattern = pattern
        specification = pattern.isUTF8 ? pattern.withCString { g_pattern_spec_new($0) } : nil
    }

    deinit {
        if let specification { g_pattern_spec_free(specification) }
    }

    /// Whether the whole text fits the pattern.
    public func matches(_ text: RawText) -> Bool {
        guard let specification, text.isUTF8 else { return Self.fits(text.bytes[...], pattern.bytes[...]) }
        return text.withCString { nmfence_glob_matches(specification, $0, gsize(text.count)) != 0 }
    }

    private static func fits(_ text: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        var (text, pattern) = (text, pattern)
        // Where the last star was, and how much it has taken: only that one ever needs to take more.
        var retry: (text: ArraySlice<UInt8>, pattern: ArraySlice<UInt8>)?
        while true {
            if pattern.first == UInt8(ascii: "*") {
                pattern = pattern.dropFirst()
                retry = (text, pattern)
            } else if let byte = text.first, let wanted = pattern.first, wanted == byte || wanted == UInt8(ascii: "?") {
                text = text.dropFirst()
                pattern = pattern.dropFirst()
            } else if text.isEmpty && pattern.isEmpty {
                return true
            } else if let (from, behind) = retry, !from.isEmpty {
                text = from.dropFirst()
                pattern = behind
                retry = (text, behind)
            } else {
                return false
            }
        }
    }
}
