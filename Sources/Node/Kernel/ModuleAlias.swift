import Glibc

/// The notation of module names and aliases, as libkmod takes it.
enum ModuleAlias {
    /// The same name with `_` for every `-` that is not between brackets; nil where the brackets do not match.
    static func normalized(_ name: String) -> String? {
        var isInside = false
        var bytes: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "["): isInside = true
            case UInt8(ascii: "]"):
                guard isInside else { return nil }
                isInside = false
            default: break
            }
            bytes.append(byte == UInt8(ascii: "-") && !isInside ? UInt8(ascii: "_") : byte)
        }
        return isInside ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// Whether it is a pattern of fnmatch(3), and not a name.
    static func isPattern(_ name: String) -> Bool {
        name.utf8.contains { [UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "[")].contains($0) }
    }

    /// fnmatch(3) itself: libkmod asks it.
    static func matches(_ name: some Sequence<UInt8>, _ pattern: some Sequence<UInt8>) -> Bool {
        fnmatch(pattern.map(CChar.init(bitPattern:)) + [0], name.map(CChar.init(bitPattern:)) + [0], 0) == 0
    }
}
