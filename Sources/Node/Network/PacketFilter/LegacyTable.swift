/// The entries of one table of xtables, one behind the other, taken apart into chains and rules.
struct LegacyTable {
    private let table: FilterTable
    private let entries: [UInt8]
    /// Where each hook's chain begins; nil where the table has none there.
    private let hooks: [Int?]

    /// `struct ipt_entry` without its matches.
    private static let header = 112
    /// The places of a table's hooks, by number.
    private static let places: [(place: FilterChain.Hook.Place, name: String)] = [
        (.prerouting, "PREROUTING"), (.input, "INPUT"), (.other, "FORWARD"), (.output, "OUTPUT"),
        (.postrouting, "POSTROUTING"),
    ]
    /// The order of the tables at a hook.
    private static let priorities: [String: Int32] = ["raw": -300, "mangle": -150, "filter": 0, "security": 50]

    init(_ name: String, _ entries: [UInt8], hooks: [Int?]) {
        table = FilterTable(.ip, name, isLegacy: true)
        self.entries = entries
        self.hooks = hooks
    }

    /// Nil where an offset leads out of the table.
    var chains: [FilterChain]? {
        // A chain of a user's begins with a target named ERROR that has its name; the table ends with one of those, too.
        var names: [Int: String] = [:]
        for case (let number, let start?) in hooks.enumerated() { names[start] = Self.places[number].name }
        var starts: [Int] = Array(names.keys)
        var offset = 0
        while offset < entries.count {
            guard let entry = Entry(entries, offset) else { return nil }
            if entry.target.name == "ERROR" {
                let name = String(decoding: entry.target.told.prefix { $0 != 0 }, as: UTF8.self)
                names[entry.end] = name
                starts.append(entry.end)
            }
            offset = entry.end
        }
        return starts.sorted().filter { $0 < entries.count }.compactMap { chain(at: $0, names) }
    }

    private func chain(at start: Int, _ names: [Int: String]) -> FilterChain? {
        let number = hooks.firstIndex(of: start)
        guard let name = names[start] else { return nil }
        var rules: [FilterRule] = []
        var offset = start
        while let entry = Entry(entries, offset), entry.target.name != "ERROR", offset == start || names[offset] == nil
        {
            rules.append(FilterRule(handle: UInt64(rules.count + 1), entry.steps { names[$0] }))
            offset = entry.end
        }
        // The last rule of a built-in chain is its policy, and that of a user's leads back.
        let policy = rules.popLast()?.steps.last
        let hook = number.map {
            FilterChain.Hook(
                Self.places[$0].place, priority: Self.priorities[table.name] ?? 0,
                dropsByPolicy: policy == .verdict(.drop))
        }
        return FilterChain(table, name, hook: hook, rules: rules)
    }

    /// A rule of the table: what of the IP header it asks for, its matches and its target.
    struct Entry {
        /// A match or a target, which have one form.
        struct Extension {
            let name: String
            let revision: UInt32
            let told: [UInt8]

            init?(_ bytes: ArraySlice<UInt8>) {
                guard let size = bytes.number16(at: 0).map(Int.init), size >= 32, size <= bytes.count else {
                    return nil
                }
                let bytes = Array(bytes.prefix(size))
                name = String(decoding: bytes[2..<31].prefix { $0 != 0 }, as: UTF8.self)
                revision = UInt32(bytes[31])
                told = Array(bytes[32...])
            }
        }

        let end: Int
        let matches: [Extension]
        let target: Extension
        private let ip: [UInt8]

        init?(_ entries: [UInt8], _ offset: Int) {
            guard offset >= 0, offset + LegacyTable.header <= entries.count else { return nil }
            let entry = entries[offset...]
            guard let targetOffset = entry.number16(at: 88).map(Int.init),
                let size = entry.number16(at: 90).map(Int.init),
                targetOffset >= LegacyTable.header, size > targetOffset, size <= entry.count,
                let target = Extension(entry.prefix(size).dropFirst(targetOffset))
            else { return nil }
            var matches: [Extension] = []
            var place = LegacyTable.header
            while place < targetOffset {
                guard let match = Extension(entry.prefix(targetOffset).dropFirst(place)) else { return nil }
                matches.append(match)
                place += 32 + match.told.count
            }
            self.matches = matches
            self.target = target
            end = offset + size
            ip = Array(entry.prefix(84))
        }

        /// The rule in the steps of nf_tables.
        func steps(_ chain: (Int) -> String?) -> [FilterStep] {
            let inverted = ip[83]
            var steps: [FilterStep] = []
            func address(_ offset: Int, _ mask: Int, _ field: Int, _ bit: UInt8) {
                let bits = Array(ip[mask..<mask + 4])
                guard bits.contains(where: { $0 != 0 }) else { return }
                steps.append(.payload(.network, offset: field, length: 4, to: 0))
                steps.append(.bitwise(from: 0, to: 0, mask: bits, flip: [0, 0, 0, 0]))
                steps.append(.compare(0, inverted & bit != 0 ? .notEqual : .equal, Array(ip[offset..<offset + 4])))
            }
            func interface(_ offset: Int, _ key: UInt32, _ bit: UInt8) {
                let mask = ip[offset + 32..<offset + 48].prefix { $0 != 0 }
                guard !mask.isEmpty else { return }
                steps.append(.meta(key, to: 0))
                steps.append(
                    .compare(0, inverted & bit != 0 ? .notEqual : .equal, Array(ip[offset..<offset + mask.count])))
            }
            address(0, 8, 12, 0x08)
            address(4, 12, 16, 0x10)
            interface(16, 6, 0x01)
            interface(32, 7, 0x02)
            if ip[80] != 0 {
                steps.append(.meta(16, to: 0))
                steps.append(.compare(0, inverted & 0x40 != 0 ? .notEqual : .equal, [ip[80]]))
            }
            if ip[82] & 1 != 0 { steps.append(.unknown("fragment")) }
            steps += matches.map { .match($0.name, revision: $0.revision, $0.told) }
            return steps + [last(chain)]
        }

        /// The target: a verdict, another chain by its place, or an extension by its name.
        private func last(_ chain: (Int) -> String?) -> FilterStep {
            guard target.name.isEmpty, let number = target.told[...].number32(at: 0).map({ Int32(bitPattern: $0) })
            else {
                return .target(target.name, revision: target.revision, target.told)
            }
            switch number {
            case -1: return .verdict(.drop)
            case -2: return .verdict(.accept)
            case -5: return .verdict(.giveBack)
            case 0...:
                // A rule without a target leads to the next one.
                if Int(number) == end { return .neutral("no target") }
                guard let name = chain(Int(number)) else { return .verdict(.other("a jump into nowhere")) }
                return .verdict(ip[82] & 2 != 0 ? .goto(name) : .jump(name))
            default: return .verdict(.other("verdict \(number)"))
            }
        }
    }
}
