/// A host and a port, from a URL or from `HOST:PORT`.
public struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    /// The name or the address, without brackets.
    public let host: String
    /// The port.
    public let port: UInt16

    /// Takes `https://HOST:PORT/…`, `HOST:PORT`, `[ADDRESS]:PORT` or a host alone; nil for anything else.
    /// - Parameter defaultPort: for a host alone; a URL without a port has that of its scheme.
    public init?(_ text: String, defaultPort: UInt16) {
        var (rest, port) = (Substring(text), defaultPort)
        for (scheme, number) in [("https://", UInt16(443)), ("http://", 80)] where rest.hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
            port = number
        }
        var host = rest
        if rest.hasPrefix("[") {
            guard let close = rest.firstIndex(of: "]") else { return nil }
            host = rest[rest.index(after: rest.startIndex)..<close]
            rest = rest[rest.index(after: close)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
        } else if rest.filter({ $0 == ":" }).count > 1 {
            // An IPv6 address by itself.
            rest = ""
        } else {
            host = rest.prefix { $0 != ":" }
            rest = rest.dropFirst(host.count)
        }
        if !rest.isEmpty {
            guard let number = UInt16(rest.dropFirst()), number > 0 else { return nil }
            port = number
        }
        // No slash, no at sign, and no brackets, which only stand around an address.
        let isPlain = host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && ![0x2F, 0x40, 0x5B, 0x5D].contains($0) }
        guard !host.isEmpty, isPlain else { return nil }
        self.host = String(host)
        self.port = port
    }

    /// A URL or an address without a user and a password before the host.
    public static func withoutCredentials(_ text: String) -> String {
        let scheme = text.firstRange(of: "://").map { text[..<$0.upperBound] } ?? ""
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let at = authority.lastIndex(of: "@") else { return text }
        return String(scheme + rest[rest.index(after: at)...])
    }

    /// Whether the host is this machine itself, as for the load balancers that distributions run on each node.
    public var isLoopback: Bool {
        host == "localhost" || host == "::1"
            || (host.hasPrefix("127.") && host.allSatisfy { $0 == "." || $0.isNumber })
    }

    /// The host and the port, in the notation of URLs.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
