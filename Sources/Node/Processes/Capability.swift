/// A capability of capabilities(7), by the number of its bit.
public struct Capability: Hashable, Sendable, CustomStringConvertible {
    /// The bit in the masks of /proc/PID/status.
    public let bit: UInt64
    /// The name, such as `CAP_SYS_ADMIN`.
    public let description: String

    private static let bits: [String: UInt64] = [
        "CAP_NET_BIND_SERVICE": 10, "CAP_NET_ADMIN": 12, "CAP_NET_RAW": 13, "CAP_SYS_MODULE": 16, "CAP_SYS_ADMIN": 21,
        "CAP_SYS_RESOURCE": 24, "CAP_PERFMON": 38, "CAP_BPF": 39,
    ]

    /// The names that are known here.
    public static var names: [String] { bits.keys.sorted() }

    /// Nil for a name that nothing here asks for.
    public init?(_ name: String) {
        guard let bit = Self.bits[name] else { return nil }
        self.bit = bit
        description = name
    }
}
