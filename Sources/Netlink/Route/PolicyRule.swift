public import Base
import CLinux

/// A rule that chooses a table of routes: `ip -4 rule`.
public struct PolicyRule: Hashable, Sendable {
    /// Rules are looked at in the order of this.
    public let priority: UInt32
    /// The table; 0 where the rule names none.
    public let table: UInt32
    /// The address that packets come from; empty for any.
    public let source: [UInt8]
    /// Routes of the table whose prefix is not longer than this are passed over: the default route for 0; nil where
    /// none are.
    public let suppressedPrefix: UInt32?

    /// The main table.
    public static let mainTable = UInt32(RT_TABLE_MAIN.rawValue)

    /// A rule that is described.
    public init(priority: UInt32, table: UInt32, source: [UInt8] = [], suppressedPrefix: UInt32? = nil) {
        self.priority = priority
        self.table = table
        self.source = source
        self.suppressedPrefix = suppressedPrefix
    }

    /// The rules for IPv4 in this process's network namespace; none where the kernel has no policy routing.
    public static func all(by deadline: Deadline) throws(NetlinkError) -> [PolicyRule] {
        guard try PolicyRouting.isSupported(isIPv6: false, by: deadline) else { return [] }
        var socket = try NetlinkSocket(.route, by: deadline, limit: 64 << 20)
        var header = fib_rule_hdr()
        header.family = 2
        return try socket.dump(NetlinkRequest(RTM_GETRULE, header)).compactMap(PolicyRule.init)
    }

    /// Reads a message about a rule; nil for another one.
    public init?(_ message: NetlinkMessage) {
        guard let header = message.header(fib_rule_hdr.self), header.action == UInt8(FR_ACT_TO_TBL) else { return nil }
        let attributes = message.attributes(after: fib_rule_hdr.self)
        // The kernel says -1 for none.
        let suppressed = attributes[FRA_SUPPRESS_PREFIXLEN]?.host32
        self.init(
            priority: attributes[FRA_PRIORITY]?.host32 ?? 0,
            table: attributes[FRA_TABLE]?.host32 ?? UInt32(header.table),
            source: attributes[FRA_SRC].map { Array($0.bytes) } ?? [],
            suppressedPrefix: suppressed == UInt32.max ? nil : suppressed)
    }

    /// As `ip rule` shows it.
    public var description: String {
        let from = source.isEmpty ? "all" : source.map { String($0) }.joined(separator: ".")
        return "\(priority): from \(from) lookup \(table)"
    }
}
