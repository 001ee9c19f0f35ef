import Base
public import KeyFile

/// What a property may hold where not everything is known that leads to it.
public struct UdevValue: Hashable, Sendable {
    /// One value, and the rule that set it; nil for what the kernel says, or for a property that is not set.
    struct Option: Hashable, Sendable {
        let text: RawText?
        var origin: Origin?
    }

    /// Why something is not known, and the rule that makes it matter.
    struct Unknown: Hashable, Sendable {
        let reason: String
        let origin: Origin?
    }

    /// Every value that it may hold; empty where it may hold anything.
    private(set) var options: [Option]
    /// Why there is more than one, or anything.
    private(set) var unknown: Unknown?

    static let unset = UdevValue(nil)
    /// More values than that are anything.
    private static let limit = 8

    init(_ text: RawText?, _ origin: Origin? = nil) {
        options = [Option(text: text, origin: origin)]
    }

    init(anything unknown: Unknown) {
        options = []
        self.unknown = unknown
    }

    init(oneOf texts: [RawText?], _ unknown: Unknown) {
        options = texts.map { Option(text: $0, origin: nil) }
        self.unknown = unknown
    }

    var isAnything: Bool { options.isEmpty }

    /// Whether it may hold a text; nil asks whether it may not be set.
    public func mayBe(_ text: RawText?) -> Bool { isAnything || options.contains { $0.text == text } }

    /// Whether only one value is possible.
    public var isCertain: Bool { options.count == 1 }

    /// This or another one, which of them depends on something that is not known.
    func or(_ other: UdevValue, _ why: Unknown) -> UdevValue {
        if isAnything { return self }
        if other.isAnything { return other }
        var joined = self
        for option in other.options where !options.contains(where: { $0.text == option.text }) {
            joined.options.append(option)
        }
        if joined.options.count > options.count { joined.unknown = why }
        return joined.options.count > Self.limit ? UdevValue(anything: joined.unknown ?? why) : joined
    }

    /// The other one, and this one where the other is not set.
    func replaced(by other: UdevValue) -> UdevValue {
        if other.isAnything { return other }
        guard let unknown = other.unknown, other.options.contains(where: { $0.text == nil }) else {
            return other.options.first?.text == nil ? self : other
        }
        var set = other
        set.options.removeAll { $0.text == nil }
        return set.options.isEmpty ? self : set.or(self, unknown)
    }

    /// The same, as set by a rule.
    func set(by origin: Origin) -> UdevValue {
        var value = self
        value.options = options.map { Option(text: $0.text, origin: origin) }
        return value
    }

    /// Every text made into another one.
    func map(_ transform: (RawText?) -> RawText?) -> UdevValue {
        var value = self
        value.options = []
        for option in options {
            let text = transform(option.text)
            if !value.options.contains(where: { $0.text == text }) {
                value.options.append(Option(text: text, origin: option.origin))
            }
        }
        if value.options.count == 1 { value.unknown = nil }
        return value
    }

    /// One behind the other.
    func followed(by other: UdevValue) -> UdevValue {
        if isAnything { return self }
        if other.isAnything { return other }
        var value = UdevValue(nil)
        value.options = options.flatMap { head in
            other.options.map { Option(text: (head.text ?? "") + ($0.text ?? ""), origin: nil) }
        }
        value.unknown = unknown ?? other.unknown
        guard value.options.count > Self.limit, let unknown = value.unknown else { return value }
        return UdevValue(anything: unknown)
    }

    /// What is added with `+=` to what is there: both, with a space between them.
    func after(_ present: UdevValue, _ dialect: UdevDialect, _ origin: Origin) -> UdevValue {
        func joined(emptyIsUnset: Bool) -> UdevValue {
            present.map { text in
                guard let text, !(emptyIsUnset && text.isEmpty) else { return "" }
                return text + " "
            }.followed(by: self)
        }
        switch dialect.emptyIsUnset {
        case .yes: return joined(emptyIsUnset: true)
        case .no: return joined(emptyIsUnset: false)
        case .unknown:
            let why = Unknown(reason: "the effect of an empty property depends on the version of udev", origin: origin)
            return joined(emptyIsUnset: true).or(joined(emptyIsUnset: false), why)
        }
    }

    /// Whether a condition holds of it.
    func satisfies(_ condition: (RawText) -> Bool) -> UdevAnswer {
        let answers = Set(options.map { condition($0.text ?? "") })
        if answers.count == 1, let answer = answers.first { return UdevAnswer(answer) }
        return .unknown(unknown ?? Unknown(reason: "its value is unknown", origin: nil))
    }
}

/// Whether a rule applies, or what the rule was that leaves it open.
typealias UdevAnswer = ReasonedAnswer<UdevValue.Unknown>
