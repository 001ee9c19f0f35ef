import Base
import KeyFile

/// The keys that ask.
extension UdevEvaluation {
    /// Whether a key holds; imports read what they read on the way.
    mutating func matches(_ token: UdevToken, unless doubt: UdevValue.Unknown?) -> UdevAnswer {
        switch token.key {
        case .action: return ask(token, state.property("ACTION"))
        case .devpath: return ask(token, device.path)
        case .kernel: return ask(token, UdevValue(device.name))
        case .name: return ask(token, state.name)
        case .env: return ask(token, state.property(token.attribute))
        case .subsystem: return ask(token, "net")
        // A driver belongs to the device behind an interface, never to the interface itself.
        case .driver: return ask(token, .unset)
        case .attr: return askAttribute(token)
        case .tag: return askTags(token)
        // An interface has no node in /dev, and so no links to it.
        case .symlink: return UdevAnswer(dialect.isRewritten && token.comparison == .unequal)
        case .result: return ask(token, state.result)
        case .const, .sysctl:
            return .unknown(unknown("\(token.key == .const ? "CONST" : "SYSCTL") depends on the machine"))
        case .waitFor: return .unknown(unknown("WAIT_FOR checks a file"))
        case .test: return askFile(token)
        default: return imports(token, unless: doubt)
        }
    }

    private func ask(_ token: UdevToken, _ value: UdevValue) -> UdevAnswer {
        let pattern = UdevPattern(token, dialect)
        return value.satisfies { pattern.matches($0) == (token.comparison == .equal) }
    }

    /// An attribute that is not there holds neither with `==` nor with `!=`.
    private func askAttribute(_ token: UdevToken) -> UdevAnswer {
        let name = token.attribute
        if let why = state.written[name] { return .unknown(why) }
        guard !name.bytes.contains(where: { "$%[".utf8.contains($0) }) else {
            return .unknown(unknown("ATTR{\(name)} refers to another attribute"))
        }
        let value = device.attribute(name)
        if value == .unset { return .no }
        return ask(token, value)
    }

    private func askTags(_ token: UdevToken) -> UdevAnswer {
        let pattern = UdevPattern(token, dialect)
        let hasMatch = hasTag { pattern.matches($0) }
        guard token.comparison == .unequal else { return hasMatch }
        let isNew = !hasMatch
        if dialect.tagsDifferAsOne == .yes { return isNew }
        let isOld = !hasTag { !pattern.matches($0) }
        return isNew == isOld ? isNew : .unknown(unknown("the meaning of TAG!= depends on the version of udev"))
    }

    private func hasTag(_ condition: (RawText) -> Bool) -> UdevAnswer {
        var answer = state.otherTags.map { UdevAnswer.unknown($0) } ?? .no
        for (tag, isSet) in state.tags where condition(tag) {
            if isSet == .yes { return isSet }
            if isSet != .no { answer = isSet }
        }
        return answer
    }

    /// Keys that are asked of the device and each of its parents, all of the same one.
    func asksParents(_ tokens: ArraySlice<UdevToken>) -> UdevAnswer {
        var answer = UdevAnswer.yes
        for token in tokens {
            let found: UdevAnswer
            switch token.key {
            case .kernels: found = ask(token, UdevValue(device.name))
            case .subsystems: found = ask(token, "net")
            case .drivers: found = ask(token, .unset)
            case .attrs: found = askAttribute(token)
            default: found = askTags(token)
            }
            answer = answer && found
        }
        // A virtual interface has no parents.
        if answer == .no, !device.isVirtual {
            return .unknown(unknown("the parent device is unknown"))
        }
        return answer
    }

    private func askFile(_ token: UdevToken) -> UdevAnswer {
        let path = token.value
        let isBelowDevice = path == "device" || path.hasPrefix("device/")
        guard isBelowDevice, device.isVirtual else { return .unknown(unknown("TEST checks a file")) }
        return UdevAnswer(token.comparison == .unequal)
    }
}
