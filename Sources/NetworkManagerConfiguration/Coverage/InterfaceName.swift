public import KeyFile

/// What the kernel allows as a name (`dev_valid_name`).
public enum InterfaceName {
    /// In bytes, without the terminator.
    public static let maximumLength = 15

    /// Whether the kernel would take this name.
    public static func isValid(_ name: RawText) -> Bool {
        (1...maximumLength).contains(name.count) && name != "." && name != ".." && name.bytes.allSatisfy(allows)
    }

    /// Whether a byte may stand in a name. The kernel's idea of white space is Latin-1, where 0xA0 is some.
    static func allows(_ byte: UInt8) -> Bool {
        byte != 0 && byte != UInt8(ascii: "/") && byte != UInt8(ascii: ":") && !byte.isASCIISpace && byte != 11
            && byte != 0xA0
    }
}
