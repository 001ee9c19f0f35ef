/// The entries of one table of xtables, one behind the other, taken apart into chains and rules.
struct LegacyTable {
    private let table: FilterTable
    private let layout: LegacyLayout
    private let entries: [UInt8]
    /// Where each hook's chain begins; nil where the table has none there.
    private let hooks: [Int?]

    /// The places of a table's hooks, by number.
    private static let places: [(place: FilterChain.Hook.Place, name: String)] = [
        (.prerouting, "PREROUTING"), (.input, "INPUT"), (.other, "FORWARD"), (.output, "OUTPUT"),
        (.postrouting, "POSTROUTING"),
    ]
    /// The order of the tables at a hook.
    private static let priorities: [String: Int32] = [
        "raw": -300, "mangle": -150, "nat": -100, "filter": 0, "security": 50,
    ]

    init(_ name: String, _ layout: LegacyLayout, _ entries: [UInt8], hooks: [Int?]) {
        table = FilterTable(layout.family, name, isLegacy: true)
        self.layout = layout
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
            guard let entry = Entry(entries, offset, layout) else { return nil }
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
        while let entry = Entry(entries, offset, layout), entry.target.name != "ERROR",
            offset == start || names[offset] == nil
        {
            rules.append(FilterRule(handle: UInt64(rules.count + 1), entry.steps { names[$0] }))
            offset = entry.end
        }
        // The last rule of a built-in chain is its policy, and that of a user's leads back.
        let policy = rules.popLast()?.steps.last
        let hook = number.map {
            FilterChain.Hook(
                Self.places[$0].place, priority: Self.priorities[table.name] ?? 0,
                kind: table.name == "nat" ? "nat" : "filter", dropsByPolicy: policy == .verdict(.drop))
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
        private let layout: LegacyLayout
        private let ip: [UInt8]

        init?(_ entries: [UInt8], _ offset: Int, _ layout: LegacyLayout) {
            guard offset >= 0, offset + layout.header <= entries.count else { return nil }
            let entry = entries[offset...]
            guard let targetOffset = entry.number16(at: layout.targetOffset).map(Int.init),
                let size = entry.number16(at: layout.targetOffset + 2).map(Int.init),
                targetOffset >= layout.header, size > targetOffset, size <= entry.count,
                let target = Extension(entry.prefix(size).dropFirst(targetOffset))
            else { return nil }
            var matches: [Extension] = []
            var place = layout.header
            while place < targetOffset {
                guard let match = Extension(entry.prefix(targetOffset).dropFirst(place)) else { return nil }
                matches.append(match)
                place += 32 + match.told.count
            }
            self.matches = matches
            self.target = target
            self.layout = layout
            end = offset + size
            ip = Array(entry.prefix(layout.targetOffset))
        }

        /// The rule in the steps of nf_tables.
        func steps(_ chain: (Int) -> String?) -> [FilterStep] {
            let inverted = ip[layout.inverted]
            let width = layout.address
            var steps: [FilterStep] = []
            func address(_ number: Int, _ field: Int, _ bit: UInt8) {
                let bits = Array(ip[(number + 2) * width..<(number + 3) * width])
                guard bits.contains(where: { $0 != 0 }) else { return }
                steps.append(.payload(.network, offset: field, length: width, to: 0))
                steps.append(.bitwise(from: 0, to: 0, mask: bits, flip: [UInt8](repeating: 0, count: width)))
                let wanted = Array(ip[number * width..<(number + 1) * width])
                steps.append(.compare(0, inverted & bit != 0 ? .notEqual : .equal, wanted))
            }
            func interface(_ number: Int, _ key: UInt32, _ bit: UInt8) {
                let offset = 4 * width + number * 16
                let mask = ip[offset + 32..<offset + 48].prefix { $0 != 0 }
                guard !mask.isEmpty else { return }
                steps.append(.meta(key, to: 0))
                steps.append(
                    .compare(0, inverted & bit != 0 ? .notEqual : .equal, Array(ip[offset..<offset + mask.count])))
            }
            address(0, layout.source, 0x08)
            address(1, layout.source + width, 0x10)
            interface(0, 6, 0x01)
            interface(1, 7, 0x02)
            if ip[layout.transport] != 0 {
                steps.append(.meta(16, to: 0))
                steps.append(.compare(0, inverted & 0x40 != 0 ? .notEqual : .equal, [ip[layout.transport]]))
            }
            // `-f` asks for the later parts of a packet in pieces, which connection tracking has put together before.
            if layout.family == .ip, ip[layout.flags] & 1 != 0, inverted & 0x20 == 0 {
                steps.append(.rareHeader(presenceTo: nil))
            }
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
                return .verdict(ip[layout.flags] & layout.isGoto != 0 ? .goto(name) : .jump(name))
            default: return .verdict(.other("verdict \(number)"))
            }
        }
    }
}

/// Where the parts of a rule are, in bytes: `struct ipt_entry` and `struct ip6t_entry`. Both begin with the addresses of sender
/// and receiver, their masks, two names of interfaces and theirs.
struct LegacyLayout {
    /// The rules of IPv4, and those of IPv6.
    static let ip = LegacyLayout(
        family: .ip, address: 4, source: 12, transport: 80, flags: 82, inverted: 83, isGoto: 2, targetOffset: 88,
        header: 112)
    static let ip6 = LegacyLayout(
        family: .ip6, address: 16, source: 8, transport: 128, flags: 131, inverted: 132, isGoto: 4, targetOffset: 140,
        header: 168)

    let family: FilterTable.Family
    /// The length of an address.
    let address: Int
    /// Where a packet's header has the sender's.
    let source: Int
    let transport: Int
    let flags: Int
    let inverted: Int
    /// The flag of a rule that does not come back.
    let isGoto: UInt8
    let targetOffset: Int
    /// The rule without its matches.
    let header: Int
}
