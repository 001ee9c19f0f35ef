public import KeyFile

/// A glob for names of interfaces: `cali*`, `vxlan.calico`.
public struct InterfacePattern: Hashable, Sendable, CustomStringConvertible {
    /// Why a text is no pattern.
    public struct Invalid: Error, Hashable, Sendable, CustomStringConvertible {
        /// The reason, as a sentence.
        public let description: String
    }

    /// The glob: `*` for any run of characters, `?` for one.
    public let glob: RawText
    /// What the interfaces are that have such names.
    public let kind: InterfaceKind

    /// Takes a glob that at least one interface can fit.
    ///
    /// Refused are bytes that no name has (`/`, `:`, white space, control characters), those that end a token in
    /// NetworkManager's lists (`,` and `;`), and more than fifteen bytes beside the stars.
    public init(_ text: String, kind: InterfaceKind) throws(Invalid) {
        let glob = RawText(text)
        guard !glob.isEmpty, glob.count == text.utf8.count else {
            throw Invalid(description: "invalid interface pattern: it is empty")
        }
        if let byte = glob.bytes.first(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") }) {
            throw Invalid(
                description:
                    "invalid interface pattern: '\(Character(UnicodeScalar(byte)))' is not allowed; pass each pattern "
                    + "separately"
            )
        }
        if let byte = glob.bytes.first(where: { !InterfaceName.allows($0) || $0 < 32 || $0 == 127 || $0 == 92 }) {
            let shown = byte > 32 && byte < 127 ? "'\(UnicodeScalar(byte))'" : "byte 0x" + String(byte, radix: 16)
            throw Invalid(description: "invalid interface pattern: \(shown) is not allowed")
        }
        guard glob.bytes.count(where: { $0 != UInt8(ascii: "*") }) <= InterfaceName.maximumLength else {
            throw Invalid(description: "invalid interface pattern: longer than 15 bytes, the limit of the kernel")
        }
        guard glob != ".", glob != ".." else {
            throw Invalid(description: "invalid interface pattern: no interface can be named \(glob)")
        }
        self.glob = glob
        self.kind = kind
    }

    /// Takes a glob for names of interfaces that may be anything.
    public init(_ text: String) throws(Invalid) { try self.init(text, kind: .unknown) }

    /// Takes the glob of another pattern for interfaces of this kind.
    public init(_ other: InterfacePattern, kind: InterfaceKind) {
        glob = other.glob
        self.kind = kind
    }

    /// Whether it fits one name only.
    public var isLiteral: Bool { !glob.bytes.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") } }

    /// Whether a name fits.
    public func matches(_ name: RawText) -> Bool { Glob(glob).matches(name) }

    /// What an interface of this name is, or every one whose name fits this glob, by the first of these patterns that
    /// fits.
    public static func kind(of name: RawText, among patterns: [InterfacePattern]) -> InterfaceKind {
        // What stands for other characters in the glob is met by a star only.
        patterns.first { $0.matches(name) }?.kind ?? .unknown
    }

    /// The glob.
    public var description: String { glob.description }
}
