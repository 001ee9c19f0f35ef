import Glibc
import KeyFile

/// The value of a key that asks: plain or with globs, in alternatives (`token_match_string`, `match_key`).
struct UdevPattern {
    private enum Form {
        case something, plain, glob
    }

    private let form: Form
    private let alternatives: [RawText]
    /// Whether an empty text matches because one of the alternatives is empty.
    private let matchesEmpty: Bool
    private let ignoresCase: Bool

    init(_ token: UdevToken, _ dialect: UdevDialect) {
        var value = token.value
        if token.key == .subsystem, value == "subsystem" || value == "bus" || value == "class" {
            value = "subsystem|class|bus"
        }
        let isGlob = value.bytes.contains {
            $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[")
        }
        ignoresCase = token.ignoresCase
        guard dialect.isRewritten || token.key != .tag && token.key != .tags else {
            // Compared as a whole.
            (form, alternatives, matchesEmpty) = (.plain, [value], false)
            return
        }
        form = !isGlob ? .plain : value == Self.something ? .something : .glob
        let words = token.key.hasAlternatives ? Self.split(value) : [value]
        if !dialect.isRewritten {
            // A buffer of 1024 bytes.
            alternatives = form == .glob && words.count > 1 ? Self.split(RawText(value.bytes.prefix(1023))) : words
            matchesEmpty = false
        } else {
            // Where one alternative was empty, version 243 lost all of them, or all from there on.
            let hasEmpty = words.contains(where: \.isEmpty)
            let isLost = !dialect.hasEmptyAlternatives && value.count > 1 && hasEmpty
            alternatives = isLost ? [] : hasEmpty ? words.filter { !$0.isEmpty } : words
            matchesEmpty = dialect.hasEmptyAlternatives && hasEmpty || value.isEmpty
        }
    }

    private static let something: RawText = "?*"

    private static func split(_ value: RawText) -> [RawText] {
        guard value.bytes.contains(UInt8(ascii: "|")) else { return [value] }
        return value.bytes.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false).map { RawText($0) }
    }

    /// Whether a text matches; what is not set is asked as an empty text.
    func matches(_ text: RawText) -> Bool {
        if form == .something { return !text.isEmpty }
        if matchesEmpty, text.isEmpty { return true }
        return alternatives.contains { alternative in
            if form == .glob { return Self.fits(alternative, text, ignoresCase) }
            return ignoresCase ? alternative.asciiLowercased == text.asciiLowercased : alternative == text
        }
    }

    /// fnmatch(3) without flags, the function that udev itself calls, in the same locale: a `*` fits a `/`, too.
    static func fits(_ pattern: RawText, _ text: RawText, _ ignoresCase: Bool = false) -> Bool {
        let (pattern, text) = (
            (pattern.bytes + [0]).map(CChar.init(bitPattern:)), (text.bytes + [0]).map(CChar.init(bitPattern:))
        )
        return fnmatch(pattern, text, ignoresCase ? 1 << 4 : 0) == 0
    }
}
