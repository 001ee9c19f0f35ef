import KeyFile

/// The configuration while it is put together: groups in the order of their first key, values, and what is uncertain.
struct MergedConfiguration {
    /// What a file that cannot be read from here may have changed.
    struct UnreadableSource {
        let fileNumber: Int
        let uncertainty: Uncertainty
        /// The keys that it may have changed, as `group` and `key`; nil for any.
        let keys: Set<[RawText]>?

        func mayChange(_ group: RawText, _ key: RawText) -> Bool { keys?.contains([group, key]) ?? true }

        func mayChangeDeviceGroups() -> Bool { keys?.contains { $0[0].hasPrefix("device") } ?? true }
    }

    /// A group or a unreadable, where it was first met.
    enum GroupOrder {
        case group(RawText)
        case unreadable(Uncertainty)
    }

    struct Group {
        var keys: [RawText] = []
        var values: [RawText: MergedValue] = [:]
        var fileNumber: Int
    }

    private(set) var groupOrder: [GroupOrder] = []
    private(set) var groups: [RawText: Group] = [:]
    private(set) var unreadableSources: [UnreadableSource] = []
    private var fileNumber = 0

    /// The names of the groups, in the order in which they came in.
    var groupNames: [RawText] {
        groupOrder.compactMap { if case .group(let name) = $0 { groups[name] == nil ? nil : name } else { nil } }
    }

    func value(of key: RawText, in group: RawText) -> MergedValue? { groups[group]?.values[key] }

    /// Starts with a further file.
    mutating func nextFile() { fileNumber += 1 }

    /// Notes that a file may have changed everything, or these keys.
    mutating func noteUnreadable(_ uncertainty: Uncertainty, keys: Set<[RawText]>? = nil) {
        fileNumber += 1
        let unreadable = UnreadableSource(fileNumber: fileNumber, uncertainty: uncertainty, keys: keys)
        unreadableSources.append(unreadable)
        if unreadable.mayChangeDeviceGroups() { groupOrder.append(.unreadable(uncertainty)) }
    }

    /// Registers a group without keys, as NetworkManager does from 1.56 on.
    mutating func register(_ group: RawText) {
        if groups[group] == nil {
            groups[group] = Group(fileNumber: fileNumber)
            groupOrder.append(.group(group))
        }
    }

    mutating func assign(_ key: RawText, in group: RawText, _ raw: RawText, origin: Origin) {
        register(group)
        if groups[group]?.values[key] == nil { groups[group]?.keys.append(key) }
        groups[group]?.values[key] = MergedValue(raw, origin: origin, at: fileNumber)
    }

    /// Changes a list; a key that is not set yet counts as empty.
    mutating func change(
        _ key: RawText, in group: RawText, origin: Origin, _ body: (inout MergedValue) -> Void
    ) {
        register(group)
        // Taken out of the dictionary for the change, so that its storage is not copied.
        let old = groups[group]?.values.removeValue(forKey: key)
        if old == nil { groups[group]?.keys.append(key) }
        var value = old ?? MergedValue("", origin: origin, at: nil)
        body(&value)
        groups[group]?.values[key] = value
    }

    mutating func remove(_ key: RawText, in group: RawText) {
        groups[group]?.keys.removeAll { $0 == key }
        groups[group]?.values[key] = nil
    }

    /// Forgets groups that have no key, and their places in the order.
    mutating func removeEmptyGroups() {
        groups = groups.filter { !$0.value.keys.isEmpty }
        groupOrder.removeAll { if case .group(let name) = $0 { groups[name] == nil } else { false } }
    }

    /// Forgets a group and its place in the order.
    mutating func removeGroup(_ group: RawText) {
        groups[group] = nil
        groupOrder.removeAll { if case .group(group) = $0 { true } else { false } }
    }

    /// Why a key may have another value than the one here (or one at all); nil where that is certain.
    func uncertainty(of key: RawText, in group: RawText) -> Uncertainty? {
        let since = groups[group]?.values[key]?.assignedAt ?? 0
        return unreadableSources.last { $0.fileNumber > since && $0.mayChange(group, key) }?.uncertainty
    }
}
