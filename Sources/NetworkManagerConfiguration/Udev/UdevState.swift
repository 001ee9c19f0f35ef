import KeyFile

/// What udev's rules have made of an interface so far, as far as it is known.
struct UdevState {
    /// The properties that are set, or were.
    private var properties: [RawText: UdevValue]
    /// What may have been set besides: the later one counts.
    private var sources: [Source] = []
    /// The tags that may be set.
    private(set) var tags: [RawText: UdevAnswer] = [:]
    /// Why there may be other tags; nil where there are none.
    private(set) var otherTags: UdevValue.Unknown?
    /// What `NAME=` has set.
    private(set) var name = UdevValue.unset
    private var isNameFinal = UdevAnswer.known(false)
    /// What the last program said.
    var result = UdevValue.unset
    /// Attributes that rules have written.
    private(set) var written: [RawText: UdevValue.Unknown] = [:]

    init(_ properties: [RawText: UdevValue]) { self.properties = properties }

    /// Something that was read, and may hold properties that are not known from here.
    private struct Source {
        /// How their names begin.
        let prefix: RawText
        /// Whether it is one of those that leave the properties alone that decide about an interface.
        let isHarmless: Bool
        let unknown: UdevValue.Unknown

        func mayHold(_ name: RawText) -> Bool {
            name.hasPrefix(prefix) && !(isHarmless && UdevBuiltin.untouched.contains(name))
        }
    }

    /// What a property holds.
    func property(_ name: RawText) -> UdevValue {
        if let value = properties[name] { return value }
        return sources.last { $0.mayHold(name) }.map { UdevValue(anything: $0.unknown) } ?? .unset
    }

    /// Sets a property; where it is not known whether the rule applies, the old value is possible, too.
    mutating func set(_ name: RawText, _ value: UdevValue, unless doubt: UdevValue.Unknown?) {
        properties[name] = doubt.map { property(name).or(value, $0) } ?? value
    }

    /// Something is read that may hold any property whose name begins so.
    mutating func readAnything(_ prefix: RawText = "", _ unknown: UdevValue.Unknown) {
        let source = Source(prefix: prefix, isHarmless: false, unknown: unknown)
        for name in properties.keys where source.mayHold(name) { properties[name] = UdevValue(anything: unknown) }
        sources.removeAll { $0.prefix.hasPrefix(prefix) }
        sources.append(source)
    }

    /// A builtin is run that may set any property whose name begins so, but those that decide about an interface.
    mutating func readProperties(_ prefix: RawText, _ unknown: UdevValue.Unknown) {
        let source = Source(prefix: prefix, isHarmless: true, unknown: unknown)
        for name in properties.keys where source.mayHold(name) { properties[name] = UdevValue(anything: unknown) }
        add(source)
    }

    /// The distribution's hardware database is read, which adds properties and changes none of those that are there.
    mutating func readDatabase(_ unknown: UdevValue.Unknown) {
        add(Source(prefix: "", isHarmless: true, unknown: unknown))
    }

    private mutating func add(_ source: Source) {
        sources.removeAll { $0.isHarmless && $0.prefix.hasPrefix(source.prefix) }
        sources.append(source)
    }

    /// The next event of the same interface: the properties stay, as they do when it moves or is renamed.
    mutating func beginEvent(_ announced: [RawText: UdevValue]) {
        properties.merge(announced) { _, new in new }
        (name, isNameFinal, result) = (.unset, .known(false), .unset)
    }

    mutating func setName(_ value: UdevValue, isFinal: Bool, unless doubt: UdevValue.Unknown?) {
        guard isNameFinal != .known(true) else { return }
        var doubt = doubt
        if case .unknown(let why) = isNameFinal { doubt = doubt ?? why }
        name = doubt.map { name.or(value, $0) } ?? value
        if isFinal { isNameFinal = doubt.map { .unknown($0) } ?? .known(true) }
    }

    mutating func setTag(_ comparison: UdevToken.Operator, _ value: UdevValue, unless doubt: UdevValue.Unknown?) {
        let isCertain = doubt == nil
        if comparison == .assign || comparison == .assignFinally {
            for tag in tags.keys { tags[tag] = doubt.map { .unknown($0) } }
            if isCertain { otherTags = nil }
        }
        let doubt = doubt ?? (value.options.count == 1 ? nil : value.unknown)
        if value.isAnything { otherTags = value.unknown }
        for case let tag? in value.options.map(\.text) {
            if let doubt {
                if tags[tag] != .known(comparison != .remove) { tags[tag] = .unknown(doubt) }
            } else if comparison == .remove {
                tags[tag] = nil
            } else {
                tags[tag] = .known(true)
            }
        }
    }

    mutating func write(_ attribute: RawText, _ unknown: UdevValue.Unknown) { written[attribute] = unknown }
}
