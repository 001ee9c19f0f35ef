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
        let pieces = text.split { ",;".contains($0) || $0.isWhitespace }
        return pieces.map { piece in
            let token = TokenList.split(RawText(String(piece))).first ?? RawText(String(piece))
            return correction(of: token) ?? token
        }
    }

    /// Another token for one that does not do what it seems to; nil where it does, or where nothing is to be guessed.
    func correction(of token: RawText) -> RawText? {
        guard token.isUTF8 else { return nil }
        var text = Self.unquoted(Self.withoutComment(token))
        let isExcept = Self.removeNegation(&text)
        text = Self.unquoted(text)
        guard !text.isEmpty, let positive = text == "*" ? text : tagged(text, isExcept: isExcept) else { return nil }
        let corrected = RawText((isExcept ? "except:" : "") + positive)
        let origin = Origin(path: "", line: nil)
        guard corrected != token,
            TokenLint.finding(of: MatchToken(SourceToken(corrected, origin: origin)), version) == nil
        else { return nil }
        return corrected
    }

    private func tagged(_ text: String, isExcept: Bool) -> String? {
        if let separator = text.firstIndex(where: { $0 == ":" || $0 == "=" }),
            let tag = Self.tag(meantBy: text[..<separator])
        {
            return self.text(tag, Self.unquoted(String(text[text.index(after: separator)...])))
        }
        if HardwareAddress(RawText(text)) != nil { return isExcept ? "mac:\(text)" : text }
        guard isExcept || GlobCorrection.looksLikePattern(text) else { return text }
        return self.text("interface-name", text)
    }

    private func text(_ tag: String, _ value: String) -> String? {
        switch tag {
        case "interface-name": return interfaceName(value)
        case "type" where value == "veth" && Behaviour(version).has(.vethIsEthernet) == true: return "driver:veth"
        case "driver" where value.hasSuffix("*") && !value.contains("/"):
            let start = value.dropLast()
            return start.contains("*") ? nil : "driver:\(start)/*"
        default: return "\(tag):\(value)"
        }
    }

    private func interfaceName(_ value: String) -> String? {
        var value = value
        if value.hasPrefix("="), value.contains("*") || value.contains("?") { value.removeFirst() }
        let glob = GlobCorrection(isLenient: isLenient).glob(meantBy: value)
        return glob.map { "interface-name:\($0)" }
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
        return tags.first { word.count >= 4 && $0.count >= 4 && EditDistance.between(word, $0) <= 2 }
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
