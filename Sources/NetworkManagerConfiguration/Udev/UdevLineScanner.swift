import KeyFile

/// Takes one key, operator and value after another off a line, as the parser of systemd 243 and later does
/// (`parse_line`, `udev_rule_parse_value`).
struct UdevLineScanner {
    /// A line that udev drops whole.
    struct Invalid: Error {}

    /// One key with its operator and value, before anything is known of the key.
    struct Item {
        let key: RawText
        /// Nil where there are no braces.
        let attribute: RawText?
        let comparison: UdevToken.Operator
        let value: RawText
        let ignoresCase: Bool
    }

    private let bytes: [UInt8]
    private let dialect: UdevDialect
    private var place = 0

    init(_ bytes: [UInt8], _ dialect: UdevDialect) {
        self.bytes = bytes
        self.dialect = dialect
    }

    private func byte(_ offset: Int = 0) -> UInt8? {
        place + offset < bytes.count ? bytes[place + offset] : nil
    }

    private mutating func skipSpace() {
        while let next = byte(), UdevLines.isSpace(next) { place += 1 }
    }

    /// The next item; nil at the end of the line.
    mutating func next() throws(Invalid) -> Item? {
        while let next = byte(), UdevLines.isSpace(next) || next == UInt8(ascii: ",") { place += 1 }
        guard place < bytes.count else { return nil }
        let start = place
        while let next = byte(), !UdevLines.isSpace(next), next != UInt8(ascii: "="), next != UInt8(ascii: "{"),
            !(Self.isSign(next) && byte(1) == UInt8(ascii: "="))
        {
            place += 1
        }
        guard place < bytes.count else { throw Invalid() }
        let key = RawText(bytes[start..<place])
        var attribute: RawText?
        if byte() == UInt8(ascii: "{") {
            guard let end = bytes[place...].firstIndex(of: UInt8(ascii: "}")) else { throw Invalid() }
            attribute = RawText(bytes[(place + 1)..<end])
            place = end + 1
        }
        skipSpace()
        let comparison = try takeOperator()
        skipSpace()
        let (value, ignoresCase) = try takeValue()
        return Item(
            key: key, attribute: attribute, comparison: comparison, value: value, ignoresCase: ignoresCase)
    }

    static func isSign(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "!"), UInt8(ascii: ":"): true
        default: false
        }
    }

    private mutating func takeOperator() throws(Invalid) -> UdevToken.Operator {
        guard let first = byte() else { throw Invalid() }
        let isPair = byte(1) == UInt8(ascii: "=")
        let comparison: UdevToken.Operator
        switch (first, isPair) {
        case (UInt8(ascii: "="), true): comparison = .equal
        case (UInt8(ascii: "!"), true): comparison = .unequal
        case (UInt8(ascii: "+"), true): comparison = .add
        case (UInt8(ascii: "-"), true): comparison = .remove
        case (UInt8(ascii: ":"), true): comparison = .assignFinally
        case (UInt8(ascii: "="), false):
            place += 1
            return .assign
        default: throw Invalid()
        }
        place += 2
        return comparison
    }

    private mutating func takeValue() throws(Invalid) -> (RawText, ignoresCase: Bool) {
        var (isEscaped, ignoresCase) = (false, false)
        for _ in 0..<2 where byte() != UInt8(ascii: "\"") {
            switch byte() {
            case UInt8(ascii: "e") where dialect.hasEscapedStrings && !isEscaped: isEscaped = true
            case UInt8(ascii: "i") where dialect.hasCaseInsensitiveStrings && !ignoresCase: ignoresCase = true
            default: throw Invalid()
            }
            place += 1
        }
        guard byte() == UInt8(ascii: "\"") else { throw Invalid() }
        place += 1
        let value = isEscaped ? try takeEscaped() : try takePlain()
        return (value, ignoresCase)
    }

    /// Only `\"` stands for something else.
    private mutating func takePlain() throws(Invalid) -> RawText {
        var value: [UInt8] = []
        while let next = byte(), next != UInt8(ascii: "\"") {
            if next == UInt8(ascii: "\\"), byte(1) == UInt8(ascii: "\"") { place += 1 }
            value.append(bytes[place])
            place += 1
        }
        guard byte() != nil else { throw Invalid() }
        place += 1
        return RawText(value)
    }

    private mutating func takeEscaped() throws(Invalid) -> RawText {
        let start = place
        while let next = byte(), next != UInt8(ascii: "\"") { place += next == UInt8(ascii: "\\") ? 2 : 1 }
        guard place < bytes.count, let text = RawText(unescaping: bytes[start..<place]) else { throw Invalid() }
        place += 1
        return text
    }
}
