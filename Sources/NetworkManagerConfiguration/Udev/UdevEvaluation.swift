import Base
import KeyFile
import SystemPackage

/// Goes through the rules for one event of one interface.
///
/// Jumps go forward only, so every rule is looked at once. Where it is not known whether a rule applies, or jumps, what
/// it sets is possible and not certain, and so is everything between the jump and its label.
struct UdevEvaluation {
    let device: UdevDevice
    let dialect: UdevDialect
    let machine: UdevMachine
    var state: UdevState
    /// The rule that is looked at.
    private(set) var origin = Origin(path: FilePath(), line: nil)
    /// `string_escape=` of the rule that is looked at.
    private var escapes = Escapes.usual

    private enum Escapes { case usual, none, replace }

    /// The first event of an interface.
    init(_ device: UdevDevice, _ action: RawText, _ dialect: UdevDialect, _ machine: UdevMachine) {
        self.device = device
        self.dialect = dialect
        self.machine = machine
        state = UdevState(device.properties(of: action))
    }

    /// Applies the rules of one file. Jumps do not leave it.
    mutating func apply(_ rules: [UdevRule], unless doubt: UdevValue.Unknown? = nil) {
        // Rules to which another way through the file leads, and what that way depends on.
        var waiting: Set<Int> = []
        var reason: UdevValue.Unknown?
        var isReached = true
        for (place, rule) in rules.enumerated() {
            if waiting.remove(place) != nil { isReached = true }
            guard isReached else { continue }
            let applies = apply(rule, unless: doubt ?? (waiting.isEmpty ? nil : reason))
            guard let target = rule.target else { continue }
            switch applies {
            case .no: continue
            case .yes: isReached = false
            case .unknown(let why): reason = why
            }
            waiting.insert(target)
        }
    }

    /// Whether all of a rule applies, and so its jump.
    private mutating func apply(_ rule: UdevRule, unless doubt: UdevValue.Unknown?) -> UdevAnswer {
        origin = rule.origin
        escapes = .usual
        var answer = UdevAnswer.yes
        var place = 0
        while place < rule.tokens.count {
            let token = rule.tokens[place]
            var own = doubt
            if case .unknown(let why) = answer { own = why }
            if token.key.rawValue >= UdevToken.Key.escapeNone.rawValue {
                assign(token, unless: own)
                place += 1
                continue
            }
            let found: UdevAnswer
            if token.key.isOfParents {
                let end = rule.tokens[place...].firstIndex { !$0.key.isOfParents } ?? rule.tokens.endIndex
                found = asksParents(rule.tokens[place..<end])
                place = end
            } else {
                found = matches(token, unless: own)
                place += 1
            }
            answer = answer && here(found)
            if answer == .no { break }
        }
        return answer
    }

    /// The same, with the rule that asks, where nothing else is named.
    private func here(_ answer: UdevAnswer) -> UdevAnswer {
        guard case .unknown(let why) = answer, why.origin == nil else { return answer }
        return .unknown(.init(reason: why.reason, origin: origin))
    }

    /// Something that cannot be known, by the rule that is looked at.
    func unknown(_ reason: String) -> UdevValue.Unknown { .init(reason: reason, origin: origin) }

    // MARK: Assignments

    private mutating func assign(_ token: UdevToken, unless doubt: UdevValue.Unknown?) {
        switch token.key {
        case .escapeNone: escapes = .none
        case .escapeReplace: escapes = .replace
        case .assignTag: state.setTag(token.comparison, expanded(token.value), unless: doubt)
        case .assignEnv: assignProperty(token, unless: doubt)
        case .assignName:
            let value = expanded(token.value)
            // Letters that no name may have are replaced, which of them depends on the naming scheme.
            let isPlain = value.options.allSatisfy { $0.text.map { Self.isPlain($0) } ?? true }
            state.setName(
                isPlain || escapes == .none ? value : UdevValue(anything: unknown("NAME= replaces characters")),
                isFinal: token.comparison == .assignFinally, unless: doubt)
        default: state.write(token.attribute, unknown("ATTR{\(token.attribute)} was written"))
        }
    }

    private mutating func assignProperty(_ token: UdevToken, unless doubt: UdevValue.Unknown?) {
        if token.value.isEmpty {
            if token.comparison != .add { state.set(token.attribute, UdevValue(nil, origin), unless: doubt) }
            return
        }
        var value = expanded(token.value).map { $0 ?? "" }
        if token.comparison == .add { value = value.after(state.property(token.attribute), dialect, origin) }
        if escapes == .replace, !value.options.allSatisfy({ Self.isPlain($0.text ?? "") }) {
            value = UdevValue(anything: unknown("string_escape=replace replaces characters"))
        }
        // The buffer has 512 bytes; what a longer value comes to depends on the version.
        if value.options.contains(where: { ($0.text ?? "").count >= 512 }) {
            value = UdevValue(anything: unknown("the value is longer than udev's buffer"))
        }
        state.set(token.attribute, value.set(by: origin), unless: doubt)
    }

    /// Whether no character of it would be replaced.
    private static func isPlain(_ text: RawText) -> Bool {
        text.bytes.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || "#+-.:=@_".utf8.contains(byte)
        }
    }
}
