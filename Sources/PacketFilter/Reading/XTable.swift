import CLinux
import Netlink

/// The entries of one table of x_tables, one behind the other, taken apart into chains and rules. Ref:
/// net/ipv4/netfilter/ip_tables.c, ipt_do_table and translate_table.
struct XTable {
    private let name: XTableName
    private let entries: [UInt8]
    /// Where each hook's chain begins, by the hook's number; nil where the table has none there.
    private let hooks: [Int?]

    /// The chains of a table's hooks, by the hook's number.
    private static let baseChains: [(point: Chain.Hook.Point, name: String)] = [
        (.prerouting, "PREROUTING"), (.input, "INPUT"), (.forward, "FORWARD"), (.output, "OUTPUT"),
        (.postrouting, "POSTROUTING"),
    ]

    /// - Parameter info: of ip_tables or ip6_tables, which have it alike.
    init(_ name: XTableName, _ info: ipt_getinfo, _ entries: [UInt8]) {
        self.name = name
        self.entries = entries
        let starts = withUnsafeBytes(of: info.hook_entry) { Array($0.bindMemory(to: UInt32.self)) }
        hooks = starts.enumerated().map { number, start in
            info.valid_hooks >> UInt32(number) & 1 == 1 ? Int(start) : nil
        }
    }

    /// Nil where an offset leads out of the table.
    var chains: [Chain]? {
        // A chain of a user's begins with a target named ERROR that has its name; the table ends with one of those,
        // too.
        var names: [Int: String] = [:]
        for case (let number, let start?) in hooks.enumerated() { names[start] = Self.baseChains[number].name }
        var starts: [Int] = Array(names.keys)
        var offset = 0
        while offset < entries.count {
            guard let entry = entry(at: offset) else { return nil }
            if entry.target.isError {
                names[entry.end] = entry.target.bytes.text
                starts.append(entry.end)
            }
            offset = entry.end
        }
        return starts.sorted().filter { $0 < entries.count }.compactMap { chain(at: $0, names) }
    }

    private func entry(at offset: Int) -> XTableEntry? { XTableEntry(entries, offset, name.table.family) }

    private func chain(at start: Int, _ names: [Int: String]) -> Chain? {
        guard let name = names[start] else { return nil }
        var rules: [Rule] = []
        var offset = start
        while let entry = entry(at: offset), !entry.target.isError, offset == start || names[offset] == nil {
            rules.append(Rule(handle: UInt64(rules.count + 1), entry.expressions { names[$0] }))
            offset = entry.end
        }
        // The last rule of a base chain is its policy, and that of a user's leads back.
        let policy = rules.popLast()?.expressions.last as? NFTImmediate
        let table = self.name.table
        let hook = hooks.firstIndex(of: start).map { number in
            Chain.Hook(
                Self.baseChains[number].point, priority: XTableName.priorities[table.name] ?? 0,
                type: table.name == "nat" ? "nat" : "filter", dropsByPolicy: policy?.isDrop == true)
        }
        return Chain(table, name, hook: hook, rules: rules)
    }
}

extension ExtensionInfo {
    /// Whether it is the target that begins a chain: XT_ERROR_TARGET.
    fileprivate var isError: Bool { name == XT_ERROR_TARGET }
}

extension NFTImmediate {
    fileprivate var isDrop: Bool { if case .verdict(.drop) = self { true } else { false } }
}
