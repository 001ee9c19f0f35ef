import KeyFile

/// Which `[device*]` groups can be for a device, so that not all are asked where there are thousands.
///
/// A group is for a device only where one of its tokens that are no exceptions holds, or where it has none of these.
struct SectionIndex {
    /// Groups that ask for no name, in their order.
    private var others: [Int] = []
    private var byName: [RawText: [Int]] = [:]
    /// By the literal beginning of a glob.
    private var byPrefix: [RawText: [Int]] = [:]
    private var longestPrefix = 0

    init(_ sections: [ManagedPolicy.Section]) {
        for (place, section) in sections.enumerated() { add(section, place) }
    }

    private mutating func add(_ section: ManagedPolicy.Section, _ place: Int) {
        guard case .section(let group, let list?) = section, group.uncertainty == nil, !list.isExceptOnly else {
            return others.append(place)
        }
        let positive = list.tokens.filter { !$0.isExcept }
        var names: Set<RawText> = []
        var prefixes: Set<RawText> = []
        for token in positive {
            switch token.condition {
            case .name(let name, isGlob: false): names.insert(name)
            case .name(let glob, isGlob: true):
                prefixes.insert(RawText(glob.bytes.prefix { $0 != UInt8(ascii: "*") && $0 != UInt8(ascii: "?") }))
            case .never: break
            default: return others.append(place)
            }
        }
        for name in names { byName[name, default: []].append(place) }
        for prefix in prefixes {
            byPrefix[prefix, default: []].append(place)
            longestPrefix = max(longestPrefix, prefix.count)
        }
    }

    /// The places of the groups that may be for a device of this name, in their order.
    func candidates(_ name: RawText) -> [Int] {
        var lists = [others, byName[name] ?? []]
        if !byPrefix.isEmpty {
            for length in 0...min(longestPrefix, name.count) {
                lists.append(byPrefix[RawText(name.bytes[..<length])] ?? [])
            }
        }
        lists.removeAll { $0.isEmpty }
        guard lists.count > 1 else { return lists.first ?? [] }
        return Set(lists.joined()).sorted()
    }
}
