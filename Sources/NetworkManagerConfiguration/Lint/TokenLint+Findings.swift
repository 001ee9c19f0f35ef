import Base
import KeyFile

extension TokenLint {
    /// What is wrong with a token; nil where it means what it says.
    static func finding(of token: MatchToken, _ version: NetworkManagerVersion?) -> Finding? {
        var text = token.source.text
        _ = text.removeTag("except:")
        if let finding = shape(text) { return finding }
        switch token.condition {
        case .everything, .dhcpPlugin: return nil
        case .name(let pattern, let isGlob): return name(text, pattern, isGlob: isGlob)
        case .bare(let name): return bare(name)
        case .never: return exception(text)
        case .type(let type): return self.type(type, version)
        case .hardwareAddress(let address): return hardwareAddress(text, address)
        case .driver(let driver, let driverVersion):
            guard driverVersion == nil, driver.bytes.contains(UInt8(ascii: "*")) else { return nil }
            return Finding(
                .bareGlob, "\(text): driver: does not take globs.",
                "Write driver:NAME, or driver:START/* for a prefix.")
        case .subchannels(let channels):
            guard channels == nil else { return nil }
            return Finding(.emptyTag, "\(text) never matches: not a subchannel (a.b.c).")
        }
    }

    private static let tags: [StaticString] = [
        "interface-name:", "mac:", "type:", "driver:", "s390-subchannels:", "dhcp-plugin:",
    ]

    /// What can be wrong with any tag.
    static func shape(_ text: RawText) -> Finding? {
        guard let tag = tags.first(where: text.hasPrefix(ignoringCaseOf:)) else { return nil }
        let length = tag.utf8CodeUnitCount
        let first = text.count > length ? text.bytes[length] : nil
        if first == nil || (text.count == length + 1 && (first == UInt8(ascii: "=") || first == UInt8(ascii: "~"))) {
            return Finding(.emptyTag, "\(text) never matches: it has no value.")
        }
        if first?.isASCIISpace == true {
            return Finding(
                .spaceAfterTag, "\"\(text)\": the space after the colon is part of the value.", "Remove it.")
        }
        if text.bytes.contains(UInt8(ascii: "\"")) || text.bytes.contains(UInt8(ascii: "'")) {
            return Finding(.quotes, "\(text): quotation marks are part of the name.", "Remove them.")
        }
        return nil
    }

    private static func name(_ text: RawText, _ pattern: RawText, isGlob: Bool) -> Finding? {
        if isGlob, !pattern.isUTF8 {
            return Finding(
                .encoding,
                "the pattern is not UTF-8; NetworkManager can crash when it compares it with a name.",
                "Remove it.")
        }
        let signs = pattern.bytes.contains { "[]^$\\+|(){}".utf8.contains($0) }
        if signs {
            return Finding(
                .brackets,
                "\(text): brackets and other regular expression characters are literal; only * and ? are wildcards.")
        }
        if !isGlob, pattern.bytes.contains(UInt8(ascii: "*")) {
            return Finding(.bareGlob, "\(text): = makes the name literal, including *.", "Remove the =.")
        }
        if pattern.bytes.first == UInt8(ascii: "!") {
            return Finding(
                .unknownTag, "\(text): \"!\" is part of the name.", "Exceptions start with except:.")
        }
        if pattern.isUTF8, NamePattern(pattern, isGlob: isGlob) == nil {
            let sign = [":", "/"].first { pattern.description.contains($0) }
            let reason = sign.map { "cannot contain \($0)" } ?? "have at most 15 characters"
            return Finding(.emptyTag, "\(text) never matches: interface names \(reason).")
        }
        return nil
    }

    private static func bare(_ name: RawText) -> Finding? {
        if name.bytes.first == UInt8(ascii: "\"") || name.bytes.first == UInt8(ascii: "'")
            || name.bytes.last == UInt8(ascii: "\"") || name.bytes.last == UInt8(ascii: "'")
        {
            return Finding(.quotes, "\(name): quotation marks are part of the name.", "Remove them.")
        }
        if name.bytes.first == UInt8(ascii: "!") {
            return Finding(
                .unknownTag, "\(name): \"!\" is not an operator; NetworkManager treats it as part of a name.",
                "Exceptions start with except:.")
        }
        if let separator = name.bytes.firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "=") }),
            HardwareAddress(name) == nil
        {
            return Finding(
                .unknownTag,
                "\(name): unknown prefix \(RawText(name.bytes[...separator])); NetworkManager treats the whole as a "
                    + "name.", "For names, write interface-name:.")
        }
        if GlobCorrection.looksLikePattern(name.description) {
            return Finding(.bareGlob, "\(name): without interface-name: this is a literal name, not a pattern.")
        }
        if MergeRules.boolean(name) != nil, name.count > 1 {
            return Finding(
                .boolean, "\(name): this is a device list; NetworkManager treats \(name) as a device name.",
                MergeRules.boolean(name) == true ? "For all devices, write *." : "For no devices, leave the list empty."
            )
        }
        return nil
    }

    private static func exception(_ text: RawText) -> Finding {
        if text.isEmpty {
            return Finding(.bareExcept, "except: without a value excludes nothing.")
        }
        return Finding(.bareExcept, "except:\(text) excludes nothing: names need a prefix here.")
    }

    private static func type(_ type: RawText, _ version: NetworkManagerVersion?) -> Finding? {
        if type == "veth" {
            guard Behaviour(version).has(.vethIsEthernet) == .yes else { return nil }
            return Finding(.deviceType, "type:veth never matches: the type of a veth is ethernet.")
        }
        if type == "generic" || type.bytes.contains(UInt8(ascii: "*")) || type.bytes.contains(UInt8(ascii: "?")) {
            return Finding(
                .deviceType, "type:\(type) never matches: types are literal, and no device has this one.")
        }
        if TypeWord.meant(by: type.description) != nil {
            return Finding(.deviceType, "type:\(type) never matches: no device has this type.")
        }
        return nil
    }

    private static func hardwareAddress(_ text: RawText, _ address: HardwareAddress?) -> Finding? {
        guard let address else {
            return Finding(.hardwareAddress, "\(text) never matches: not a hardware address.")
        }
        guard address.isPossible else {
            return Finding(
                .hardwareAddress,
                "\(text) never matches: the address has \(address.bytes.count) bytes, and no device address has that "
                    + "length (Ethernet has 6).")
        }
        guard address.bytes == [UInt8](repeating: 0xEE, count: 6) else { return nil }
        return Finding(
            .hardwareAddress,
            "\(text): only permanent addresses match; virtual interfaces such as Calico's have none.",
            "Use interface-name:cali*.")
    }
}
