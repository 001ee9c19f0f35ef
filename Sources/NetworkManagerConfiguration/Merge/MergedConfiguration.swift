import KeyFile

/// The configuration while it is put together: groups in the order of their first key, values, and what is uncertain.
///
/// What is removed leaves its place in the orders empty, so that a removal costs the same however much there is.
struct MergedConfiguration {
    /// What a file that cannot be read from here may have changed.
    private struct UnreadableSource {
        let layerNumber: Int
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
    private var layerNumber = 0
    /// What every line did, by group and key, also of keys and groups that are gone.
    private(set) var histories: [RawText: [RawText: [ValueChange]]] = [:]

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

    /// Every line that set or changed a key, in the order in which they took effect.
    func history(of key: RawText, in group: RawText) -> [ValueChange] { histories[group]?[key] ?? [] }

    /// Starts with a further layer.
    mutating func nextLayer() { layerNumber += 1 }

    /// Notes that a file may have changed everything, or these keys.
    mutating func noteUnreadable(_ uncertainty: Uncertainty, keys: Set<[RawText]>? = nil) {
        layerNumber += 1
        unreadableCount += 1
        let source = UnreadableSource(layerNumber: layerNumber, uncertainty: uncertainty)
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

    /// Sets a key.
    mutating func assign(_ key: RawText, in group: RawText, _ change: ValueChange) {
        register(group)
        groups[group]?.set(key, to: MergedValue(change.value, origin: change.origin, at: layerNumber))
        record(change, key, group)
    }

    /// Changes a list; a key that is not set yet counts as empty.
    mutating func change(_ key: RawText, in group: RawText, _ change: ValueChange, strings: Bool) {
        register(group)
        if groups[group]?.values[key] == nil {
            groups[group]?.set(key, to: MergedValue("", origin: change.origin, at: nil))
        }
        groups[group]?.change(key) { $0.apply(change, strings: strings) }
        record(change, key, group)
    }

    /// Hides a key from what comes after.
    mutating func hide(_ key: RawText, in group: RawText, _ change: ValueChange) {
        remove(key, in: group)
        record(change, key, group)
    }

    /// Hides a group with all of its keys, and forgets its place in the order.
    mutating func hide(_ group: RawText, by origin: Origin) {
        for key in groups[group]?.keys ?? [] { record(ValueChange(.hide, "", origin: origin), key, group) }
        groups[group] = nil
    }

    /// Forgets a key that nothing is left of.
    mutating func remove(_ key: RawText, in group: RawText) { groups[group]?.remove(key) }

    private mutating func record(_ change: ValueChange, _ key: RawText, _ group: RawText) {
        histories[group, default: [:]][key, default: []].append(change)
    }

    /// Forgets groups that have no key, and their places in the order.
    mutating func removeEmptyGroups() { groups = groups.filter { !$0.value.isEmpty } }

    /// Why a key may have another value than the one here (or one at all); nil where that is certain.
    func uncertainty(of key: RawText, in group: RawText) -> Uncertainty? {
        let since = groups[group]?.values[key]?.assignedAt ?? 0
        let sources = [unreadable, unreadableByKey[[group, key]]].compactMap(\.self).filter { $0.layerNumber > since }
        return sources.max { $0.layerNumber < $1.layerNumber }?.uncertainty
    }
}
