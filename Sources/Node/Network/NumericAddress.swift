import Glibc

/// An IP address that is written as a number.
public struct NumericAddress: Hashable, Sendable {
    /// An address has a scope behind its `%`, and this machine has no such interface.
    public struct UnknownScope: Error {
        let name: String
    }

    /// Four bytes for IPv4, sixteen for IPv6.
    public let bytes: [UInt8]
    /// The number of the interface that a link-local IPv6 address belongs to; 0 for none.
    public let scope: UInt32
    /// The address in the usual notation, with its scope.
    public let text: String

    /// Reads `10.0.0.1`, `fd00::1`, `[fd00::1]` or `fe80::1%eth0`; nil for anything else, and for IPv4 in other than
    /// four parts.
    public init?(_ text: String) throws(UnknownScope) {
        var rest = Substring(text)
        if rest.hasPrefix("["), rest.hasSuffix("]"), rest.contains(":") { rest = rest.dropFirst().dropLast() }
        let parts = rest.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first.map(String.init) else { return nil }
        if let bytes = Self.bytes(of: address, AF_INET, count: 4), parts.count == 1, rest.count == text.count {
            self.init(bytes: bytes, scope: 0, suffix: "")
            return
        }
        guard let bytes = Self.bytes(of: address, AF_INET6, count: 16) else { return nil }
        guard parts.count == 2 else {
            self.init(bytes: bytes, scope: 0, suffix: "")
            return
        }
        let scope = String(parts[1])
        guard !scope.isEmpty, scope.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        guard let number = UInt32(scope) ?? Self.interface(scope) else { throw UnknownScope(name: scope) }
        self.init(bytes: bytes, scope: number, suffix: "%\(scope)")
    }

    private init(bytes: [UInt8], scope: UInt32, suffix: String) {
        self.bytes = bytes
        self.scope = scope
        text = Self.text(of: bytes) + suffix
    }

    /// `AF_INET` or `AF_INET6`.
    var family: Int32 { bytes.count == 4 ? AF_INET : AF_INET6 }

    private static func interface(_ name: String) -> UInt32? {
        let index = if_nametoindex(name)
        return index == 0 ? nil : index
    }

    private static func bytes(of text: String, _ family: Int32, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        // It would end at a NUL.
        guard !text.utf8.contains(0), inet_pton(family, text, &bytes) == 1 else { return nil }
        return bytes
    }

    /// An address of four or sixteen bytes in the usual notation.
    public static func text(of bytes: [UInt8]) -> String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
