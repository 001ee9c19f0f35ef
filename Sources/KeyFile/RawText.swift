/// Text as it stands in a file: bytes that are usually, but not necessarily, UTF-8.
///
/// NetworkManager reads the values that matter here raw and accepts invalid UTF-8 in them, and an interface name is any
/// bytes the kernel allows, so a `String` would lose the difference between two of them.
public struct RawText: Hashable, Sendable {
    /// The bytes, without a terminator and never containing one.
    public let bytes: [UInt8]

    /// Takes the bytes up to the first NUL, as C would.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes.firstIndex(of: 0).map { [UInt8](bytes[..<$0]) } ?? bytes
    }

    /// Takes the bytes up to the first NUL, as C would.
    public init(_ bytes: ArraySlice<UInt8>) { self.init([UInt8](bytes)) }

    /// Takes the bytes up to the first NUL, as C would.
    public init(_ bytes: UnsafeRawBufferPointer) { self.init([UInt8](bytes)) }

    /// Takes bytes that came out of another text, and so have no NUL among them.
    private init(unchecked bytes: ArraySlice<UInt8>) { self.bytes = [UInt8](bytes) }

    /// Takes the UTF-8 of a string.
    public init(_ string: String) {
        self.init([UInt8](string.utf8))
    }

    /// Whether there is nothing in it.
    public var isEmpty: Bool { bytes.isEmpty }

    /// The length in bytes.
    public var count: Int { bytes.count }

    /// Whether it is valid UTF-8.
    public var isUTF8: Bool {
        bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
    }

    /// Whether the text begins with these bytes, compared exactly.
    public func hasPrefix(_ prefix: RawText) -> Bool {
        prefix.count <= count && prefix.bytes.elementsEqual(bytes[..<prefix.count])
    }

    /// Whether the text begins with a word of small ASCII letters, in whatever letter case.
    public func hasPrefix(ignoringCaseOf word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard count >= length, word.hasPointerRepresentation else { return false }
        return (0..<length).allSatisfy { bytes[$0].asciiLowercased == word.utf8Start[$0] }
    }

    /// Whether the text ends with these bytes, compared exactly.
    public func hasSuffix(_ suffix: RawText) -> Bool {
        bytes.count >= suffix.bytes.count && bytes.suffix(suffix.bytes.count).elementsEqual(suffix.bytes)
    }

    /// The text behind its first `length` bytes.
    public func dropFirst(_ length: Int) -> RawText { RawText(unchecked: bytes.dropFirst(length)) }

    /// The text without its last `length` bytes.
    public func dropLast(_ length: Int) -> RawText { RawText(unchecked: bytes.dropLast(length)) }

    /// The text without ASCII white space at both ends (GLib's `g_strstrip`).
    public var trimmed: RawText {
        guard let first = bytes.firstIndex(where: { !$0.isASCIISpace }),
            let last = bytes.lastIndex(where: { !$0.isASCIISpace })
        else { return "" }
        return RawText(unchecked: bytes[first...last])
    }

    /// The text with ASCII capitals made small; every other byte stays.
    public var asciiLowercased: RawText { RawText(bytes.map(\.asciiLowercased)) }

    /// In one go: as the array that it is, `config` with a thousand drop-ins takes 3.5 per cent more instructions.
    public func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

extension RawText: Comparable {
    /// Byte-wise order, as `strcmp` has it.
    public static func < (left: RawText, right: RawText) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    /// One text behind the other.
    public static func + (left: RawText, right: RawText) -> RawText { RawText(left.bytes + right.bytes) }
}

extension RawText: ExpressibleByStringLiteral, CustomStringConvertible {
    /// Takes the UTF-8 of a literal.
    public init(stringLiteral value: String) { self.init(value) }

    /// The text for people: bytes that are not UTF-8 become U+FFFD. Control characters are left for the printer to
    /// escape.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension UInt8 {
    /// GLib's `g_ascii_isspace`: space, tab, newline, form feed, carriage return; not C's vertical tab.
    @inlinable public var isASCIISpace: Bool { self == 32 || (self >= 9 && self <= 13 && self != 11) }

    /// The byte, or the small letter for an ASCII capital.
    @inlinable public var asciiLowercased: UInt8 { self >= 65 && self <= 90 ? self + 32 : self }
}
