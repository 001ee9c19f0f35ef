import KeyFile

/// The configuration while it is put together: groups in the order of their first key, values, and what is uncertain.
///
/// What is removed leaves its place in the orders empty, so that a removal costs the same however much there is.
struct MergedConfiguration {
    /// What a file that cannot be read from here may have changed.
    private struct UnreadableSource {
        let fileNumber: Int
        let uncertainty: Uncertainty
    }

    /// A group, or a file that cannot be read and may have had groups, where it was first met.
    enum GroupOrder {
        case group(RawText)
        case unreadable(Uncertainty)
    }

    struct Group {
        private(set) var values: [RawText: MergedValue] = [:]
        private var order: [RawText: Int] = [:]
        private var next = 0
        /// Where its name stands in the order of groups.
        let place: Int

        init(place: Int) { self.place = place }

        /// The keys in the order in which they came in.
        var keys: [RawText] { order.sorted { $0.value < $1.value }.map(\.key) }

        var isEmpty: Bool { values.isEmpty }

        mutating func set(_ key: RawText, to value: MergedValue) {
            if values.updateValue(value, forKey: key) == nil {
                order[key] = next
                next += 1
            }
        }

        mutating func remove(_ key: RawText) {
            values[key] = nil
            order[key] = nil
        }

        /// Changes a value in its place, so that its storage is not copied.
        mutating func change(_ key: RawText, _ body: (inout MergedValue) -> Void) {
            if var value = values[key].take() {
                body(&value)
                values[key] = value
            }
        }
    }

    private var order: [GroupOrder] = []
    private(set) var groups: [RawText: Group] = [:]
    /// The last source that may have changed anything, and the last one for each key of those that may only change
    /// some.
    private var unreadable: UnreadableSource?
    private var unreadableByKey: [[RawText]: UnreadableSource] = [:]
    /// How many sources could not be read.
    private(set) var unreadableCount = 0
    private var fileNumber = 0

    /// The groups in the order in which they came in, and among them the files that may have had others.
    var groupOrder: [GroupOrder] {
        order.enumerated().compactMap { place, entry in
            if case .group(let name) = entry, groups[name]?.place != place { nil } else { entry }
        }
    }

    /// The names of the groups, in that order.
    var groupNames: [RawText] {
        groupOrder.compactMap { if case .group(let name) = $0 { name } else { nil } }
    }

    func value(of key: RawText, in group: RawText) -> MergedValue? { groups[group]?.values[key] }

    /// Starts with a further file.
    mutating func nextFile() { fileNumber += 1 }

    /// Notes that a file may have changed everything, or these keys.
    mutating func noteUnreadable(_ uncertainty: Uncertainty, keys: Set<[RawText]>? = nil) {
        fileNumber += 1
        unreadableCount += 1
        let source = UnreadableSource(fileNumber: fileNumber, uncertainty: uncertainty)
        if let keys {
            for key in keys { unreadableByKey[key] = source }
        } else {
            unreadable = source
        }
        if keys?.contains(where: { $0.first?.hasPrefix("device") ?? false }) ?? true {
            order.append(.unreadable(uncertainty))
        }
    }

    /// Registers a group, with or without keys.
    mutating func register(_ group: RawText) {
        if groups[group] == nil {
            groups[group] = Group(place: order.count)
            order.append(.group(group))
        }
    }

    mutating func assign(_ key: RawText, in group: RawText, _ raw: RawText, origin: Origin) {
        register(group)
        groups[group]?.set(key, to: MergedValue(raw, origin: origin, at: fileNumber))
    }

    /// Changes a list; a key that is not set yet counts as empty.
    mutating func change(
        _ key: RawText, in group: RawText, origin: Origin, _ body: (inout MergedValue) -> Void
    ) {
        register(group)
        if groups[group]?.values[key] == nil {
            groups[group]?.set(key, to: MergedValue("", origin: origin, at: nil))
        }
        groups[group]?.change(key, body)
    }

    mutating func remove(_ key: RawText, in group: RawText) { groups[group]?.remove(key) }

    /// Forgets groups that have no key, and their places in the order.
    mutating func removeEmptyGroups() { groups = groups.filter { !$0.value.isEmpty } }

    /// Forgets a group and its place in the order.
    mutating func removeGroup(_ group: RawText) { groups[group] = nil }

    /// Why a key may have another value than the one here (or one at all); nil where that is certain.
    func uncertainty(of key: RawText, in group: RawText) -> Uncertainty? {
        let since = groups[group]?.values[key]?.assignedAt ?? 0
        let sources = [unreadable, unreadableByKey[[group, key]]].compactMap(\.self).filter { $0.fileNumber > since }
        return sources.max { $0.fileNumber < $1.fileNumber }?.uncertainty
    }
}
