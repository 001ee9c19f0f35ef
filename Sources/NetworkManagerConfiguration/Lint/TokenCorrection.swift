import Base
import KeyFile
import SystemPackage

/// What a token of a device list was probably meant to be, where it does not say so.
///
/// Lists are written by people who know globs of shells, regular expressions, iptables and YAML: their spellings are
/// taken for what they mean there.
struct TokenCorrection {
    let version: NetworkManagerVersion?
    /// Whether spellings count that may mean what they say: `cali.*` is a glob with a dot, and for VLANs a useful one.
    var isLenient = false

    /// Every token that a raw value was meant to have.
    func tokens(meantBy value: RawText) -> [RawText] {
        guard value.isUTF8 else { return TokenList.split(value) }
        let text = Self.unquoted(Self.withoutComment(value)).replacing(": ", with: ":")
        return Self.pieces(of: text).flatMap { piece in
            let token = TokenList.split(RawText(piece)).first ?? RawText(piece)
            return corrections(of: Self.hasBraces(piece) ? RawText(piece) : token) ?? [token]
        }
    }

    /// Other tokens for one that does not do what it seems to; nil where it does, or where nothing is to be guessed.
    func corrections(of token: RawText) -> [RawText]? {
        guard token.isUTF8 else { return nil }
        var text = Self.unquoted(Self.withoutComment(token))
        if isLenient, let sign = text.firstIndex(of: "#") { text = String(text[..<sign]) }
        Self.removeKey(&text)
        var isExcept = Self.removeNegation(&text)
        text = Self.unquoted(text)
        guard !text.isEmpty, let positive = text == "*" ? [text] : tagged(text, &isExcept) else { return nil }
        let corrected = positive.map { RawText((isExcept ? "except:" : "") + $0) }
        let origin = Origin(path: "", line: nil)
        guard corrected != [token],
            corrected.allSatisfy({ TokenLint.finding(of: MatchToken(SourceToken($0, origin: origin)), version) == nil })
        else { return nil }
        return corrected
    }

    private func tagged(_ text: String, _ isExcept: inout Bool) -> [String]? {
        if let separator = text.firstIndex(where: { $0 == ":" || $0 == "=" }),
            let tag = Self.tag(meantBy: text[..<separator])
        {
            var value = Self.unquoted(String(text[text.index(after: separator)...]))
            // Behind the tag it is as unknown as before it.
            if tag == "interface-name", Self.removeNegation(&value) { isExcept = true }
            return self.text(tag, value)
        }
        if HardwareAddress(RawText(text)) != nil { return [isExcept ? "mac:\(text)" : text] }
        guard isExcept || GlobCorrection.looksLikePattern(text) else { return [text] }
        return self.text("interface-name", text)
    }

    private func text(_ tag: String, _ value: String) -> [String]? {
        switch tag {
        case "interface-name": return interfaceNames(value)
        case "mac" where HardwareAddress(RawText(value)) == nil: return interfaceNames(value)
        case "type" where value == "veth" && Behaviour(version).has(.vethIsEthernet) == .yes: return ["driver:veth"]
        case "type": return ["type:\(TypeWord.meant(by: value) ?? value)"]
        case "driver" where value.hasSuffix("*") && !value.contains("/"):
            let start = value.dropLast()
            return start.contains("*") ? nil : ["driver:\(start)/*"]
        default: return ["\(tag):\(value)"]
        }
    }

    private func interfaceNames(_ value: String) -> [String]? {
        var value = value
        if value.hasPrefix("="), value.contains("*") || value.contains("?") { value.removeFirst() }
        let isExpression = value.count > 2 && value.hasPrefix("/") && value.hasSuffix("/")
        // A colon that was typed twice, a path of /sys.
        if !isExpression, let start = value.lastIndex(where: { ":/".contains($0) }) {
            let end = value.index(after: start)
            value = String(end == value.endIndex ? value[..<start] : value[end...])
        }
        let globs = GlobCorrection(isLenient: isLenient || isExpression).globs(meantBy: value)
        return globs.map { $0.map { "interface-name:\($0)" } }
    }

    /// Splits at what separates tokens, and at white space, but not inside the braces of a shell.
    private static func pieces(of text: String) -> [String] {
        var pieces = [""]
        var depth = 0
        for character in text {
            if character == "{" { depth += 1 }
            if character == "}" { depth = max(0, depth - 1) }
            if character == ";" || character.isWhitespace || character == "," && (depth == 0 || !text.contains("}")) {
                pieces.append("")
            } else {
                pieces[pieces.count - 1].append(character)
            }
        }
        return pieces.filter { !$0.isEmpty }
    }

    /// Whether a piece has braces with a list inside, which NetworkManager takes apart.
    static func hasBraces(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let start = bytes.firstIndex(of: UInt8(ascii: "{")),
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "}"))
        else { return false }
        return bytes[start..<end].contains(UInt8(ascii: ",")) && !PatternAlternatives.isQuantifier(text[start...])
    }

    /// Other words for the tags.
    private static let synonyms = [
        "interface": "interface-name", "interfaces": "interface-name", "iface": "interface-name",
        "ifname": "interface-name", "if": "interface-name", "name": "interface-name", "intf": "interface-name",
        "device": "interface-name", "dev": "interface-name", "interfacename": "interface-name",
        "link": "interface-name",
        "hwaddr": "mac", "mac-address": "mac", "macaddress": "mac", "address": "mac", "hwaddress": "mac",
        "device-type": "type", "devtype": "type", "kind": "type", "module": "driver", "dhcp": "dhcp-plugin",
    ]

    private static let tags = ["interface-name", "mac", "type", "driver", "s390-subchannels", "dhcp-plugin"]

    private static func tag(meantBy word: Substring) -> String? {
        let word = word.trimmingPrefix(while: \.isWhitespace).lowercased().replacing("_", with: "-")
        if tags.contains(word) { return word }
        if let tag = synonyms[word] { return tag }
        if ["interface", "iface", "ifname", "if-name"].contains(where: word.contains) { return "interface-name" }
        return tags.first { word.count >= 4 && $0.count >= 4 && EditDistance.between(word, $0) <= 2 }
    }

    /// A line that was pasted behind the key of another.
    private static func removeKey(_ text: inout String) {
        guard let operation = text.firstIndex(of: "=") else { return }
        let key = text[..<operation].trimmingPrefix(while: \.isWhitespace).lowercased()
        let keys = ["unmanaged-devices", "match-device"].flatMap { [$0, $0 + "+", $0 + "-"] }
        if keys.contains(key) { text = unquoted(String(text[text.index(after: operation)...])) }
    }

    private static func removeNegation(_ text: inout String) -> Bool {
        for negation in ["except:", "except=", "except ", "exclude:", "not:", "!"] {
            if text.lowercased().hasPrefix(negation) {
                text = String(text.dropFirst(negation.count).drop(while: \.isWhitespace))
                return true
            }
        }
        return false
    }

    private static func withoutComment(_ text: RawText) -> String {
        text.lengthBeforeComment.map { RawText(text.bytes[..<$0]).description } ?? text.description
    }

    private static func unquoted(_ text: String) -> String {
        var text = text[...]
        while let last = text.last, last.isWhitespace { text.removeLast() }
        text = text.drop(while: \.isWhitespace)
        if let first = text.first, first == "\"" || first == "'" { text.removeFirst() }
        if let last = text.last, last == "\"" || last == "'" { text.removeLast() }
        return String(text)
    }
}
