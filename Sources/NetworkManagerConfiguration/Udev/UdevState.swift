import Base
import KeyFile

/// What udev's rules have made of an interface so far, as far as it is known.
struct UdevState {
    /// The properties that are set, or were, each with the time of that.
    private var properties: [RawText: (value: UdevValue, time: Int)] = [:]
    /// What may have been set besides: the later one counts.
    private var sources: [Source] = []
    /// Counts what happens, so that what was set before something was read is told from what was set after it.
    private var time = 0
    /// More sources than that are taken for one that may hold anything: each is looked at for each property.
    private static let limit = 64
    /// The tags that may be set.
    private(set) var tags: [RawText: UdevAnswer] = [:]
    /// Why there may be other tags; nil where there are none.
    private(set) var otherTags: UdevValue.Unknown?
    /// What `NAME=` has set.
    private(set) var name = UdevValue.unset
    private var isNameFinal = UdevAnswer.no
    /// What the last program said.
    var result = UdevValue.unset
    /// Attributes that rules have written.
    private(set) var written: [RawText: UdevValue.Unknown] = [:]

    init(_ properties: [RawText: UdevValue]) { self.properties = properties.mapValues { ($0, 0) } }

    /// Something that was read, and may hold properties that are not known from here.
    private struct Source {
        /// How their names begin.
        let prefix: RawText
        let reach: Reach
        let unknown: UdevValue.Unknown
        var time = 0

        enum Reach {
            /// Every property.
            case all
            /// Every one but those that decide about an interface.
            case harmless
            /// The same, where they are not set yet.
            case unset
        }

        func mayHold(_ name: RawText) -> Bool {
            name.hasPrefix(prefix) && (reach == .all || !UdevBuiltin.untouched.contains(name))
        }
    }

    /// What a property holds.
    func property(_ name: RawText) -> UdevValue {
        guard let set = properties[name] else {
            return sources.last { $0.mayHold(name) }.map { UdevValue(anything: $0.unknown) } ?? .unset
        }
        let later = sources.last { $0.time > set.time && $0.reach != .unset && $0.mayHold(name) }
        return later.map { UdevValue(anything: $0.unknown) } ?? set.value
    }

    /// Sets a property; where it is not known whether the rule applies, the old value is possible, too.
    mutating func set(_ name: RawText, _ value: UdevValue, unless doubt: UdevValue.Unknown?) {
        time += 1
        properties[name] = (doubt.map { property(name).or(value, $0) } ?? value, time)
    }

    /// Something is read that may hold any property whose name begins so.
    mutating func readAnything(_ prefix: RawText = "", _ unknown: UdevValue.Unknown) {
        add(Source(prefix: prefix, reach: .all, unknown: unknown))
    }

    /// A builtin is run that may set any property whose name begins so, but those that decide about an interface.
    mutating func readProperties(_ prefix: RawText, _ unknown: UdevValue.Unknown) {
        add(Source(prefix: prefix, reach: .harmless, unknown: unknown))
    }

    /// The distribution's hardware database is read, which adds properties and changes none of those that are there.
    mutating func readDatabase(_ unknown: UdevValue.Unknown) {
        add(Source(prefix: "", reach: .unset, unknown: unknown))
    }

    private mutating func add(_ source: Source) {
        time += 1
        var source = source
        source.time = time
        sources.removeAll { $0.reach == source.reach && $0.prefix.hasPrefix(source.prefix) }
        if sources.count >= Self.limit {
            source = Source(prefix: "", reach: .all, unknown: source.unknown, time: time)
            sources = []
        }
        sources.append(source)
    }

    /// The next event of the same interface: the properties stay, as they do when it moves or is renamed.
    mutating func beginEvent(_ announced: [RawText: UdevValue]) {
        for (name, value) in announced { set(name, value, unless: nil) }
        (name, isNameFinal, result) = (.unset, .no, .unset)
    }

    mutating func setName(_ value: UdevValue, isFinal: Bool, unless doubt: UdevValue.Unknown?) {
        guard isNameFinal != .yes else { return }
        var doubt = doubt
        if case .unknown(let why) = isNameFinal { doubt = doubt ?? why }
        name = doubt.map { name.or(value, $0) } ?? value
        if isFinal { isNameFinal = doubt.map { .unknown($0) } ?? .yes }
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
                if tags[tag] != UdevAnswer(comparison != .remove) { tags[tag] = .unknown(doubt) }
            } else if comparison == .remove {
                tags[tag] = nil
            } else {
                tags[tag] = .yes
            }
        }
    }

    mutating func write(_ attribute: RawText, _ unknown: UdevValue.Unknown) { written[attribute] = unknown }
}
