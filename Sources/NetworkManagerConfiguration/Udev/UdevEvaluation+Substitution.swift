import KeyFile

/// `$kernel`, `%k` and the like in values (`udev_event_apply_format`).
extension UdevEvaluation {
    private static let words: [(word: String, letter: UInt8)] = [
        ("devnode", UInt8(ascii: "N")), ("tempnode", UInt8(ascii: "N")), ("attr", UInt8(ascii: "s")),
        ("sysfs", UInt8(ascii: "s")), ("env", UInt8(ascii: "E")), ("kernel", UInt8(ascii: "k")),
        ("number", UInt8(ascii: "n")), ("driver", UInt8(ascii: "d")), ("devpath", UInt8(ascii: "p")),
        ("id", UInt8(ascii: "b")), ("major", UInt8(ascii: "M")), ("minor", UInt8(ascii: "m")),
        ("result", UInt8(ascii: "c")), ("parent", UInt8(ascii: "P")), ("name", UInt8(ascii: "D")),
        ("links", UInt8(ascii: "L")), ("root", UInt8(ascii: "r")), ("sys", UInt8(ascii: "S")),
    ]

    /// A value with everything put in its place.
    func expanded(_ text: RawText) -> UdevValue {
        guard text.bytes.contains(where: { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "%") }) else {
            return UdevValue(text)
        }
        var value = UdevValue("")
        var literal: [UInt8] = []
        var rest = text.bytes[...]
        while let byte = rest.first {
            if let part = takeSubstitution(&rest) {
                value = value.followed(by: UdevValue(RawText(literal))).followed(by: part)
                literal = []
                if value.isAnything { return value }
            } else {
                literal.append(byte)
                rest = rest.dropFirst()
            }
        }
        return value.followed(by: UdevValue(RawText(literal)))
    }

    /// What the beginning of a text stands for; nil where it stands for itself.
    private func takeSubstitution(_ rest: inout ArraySlice<UInt8>) -> UdevValue? {
        guard let sign = rest.first, sign == UInt8(ascii: "$") || sign == UInt8(ascii: "%") else { return nil }
        let behind = rest.dropFirst()
        if behind.first == sign {
            rest = behind.dropFirst()
            return UdevValue(RawText([sign]))
        }
        let found = Self.words.first {
            sign == UInt8(ascii: "$") ? behind.starts(with: $0.word.utf8) : behind.first == $0.letter
        }
        guard let found else { return nil }
        rest = behind.dropFirst(sign == UInt8(ascii: "$") ? found.word.utf8.count : 1)
        var attribute: RawText?
        if rest.first == UInt8(ascii: "{") {
            guard let end = rest.firstIndex(of: UInt8(ascii: "}")), end > rest.startIndex + 1 else {
                rest = []
                return UdevValue(anything: unknown("invalid substitution"))
            }
            attribute = RawText(rest[(rest.startIndex + 1)..<end])
            rest = rest[(end + 1)...]
        }
        return substitution(found.letter, attribute)
    }

    private func substitution(_ letter: UInt8, _ attribute: RawText?) -> UdevValue {
        switch (letter, attribute) {
        case (UInt8(ascii: "k"), _): return UdevValue(device.name)
        case (UInt8(ascii: "n"), _): return UdevValue(RawText(Self.number(device.name)))
        case (UInt8(ascii: "p"), _): return device.path
        case (UInt8(ascii: "M"), _), (UInt8(ascii: "m"), _): return "0"
        case (UInt8(ascii: "c"), nil): return state.result
        case (UInt8(ascii: "D"), _): return state.name.map { $0 ?? device.name }
        case (UInt8(ascii: "r"), _): return "/dev"
        case (UInt8(ascii: "S"), _): return "/sys"
        case (UInt8(ascii: "L"), _): return ""
        case (UInt8(ascii: "E"), let name?): return state.property(name)
        case (UInt8(ascii: "s"), let name?) where state.written[name] == nil && name.bytes.first != UInt8(ascii: "["):
            return device.attribute(name)
        default: return UdevValue(anything: unknown("the value of a substitution is unknown"))
        }
    }

    /// The digits at the end of a name.
    private static func number(_ name: RawText) -> [UInt8] {
        Array(name.bytes.reversed().prefix { (0x30...0x39).contains($0) }.reversed())
    }
}
