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
                .bareGlob, "\(text): the driver is no glob.",
                "Write driver:NAME, or driver:START/* for a beginning.")
        case .subchannels(let channels):
            guard channels == nil else { return nil }
            return Finding(.emptyTag, "\(text): not a subchannel (a.b.c), so this never holds.")
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
            return Finding(.emptyTag, "\(text) has no value and never holds.")
        }
        if first?.isASCIISpace == true {
            return Finding(
                .spaceAfterTag, "\"\(text)\": the space behind the colon belongs to the value.", "Remove it.")
        }
        if text.bytes.contains(UInt8(ascii: "\"")) || text.bytes.contains(UInt8(ascii: "'")) {
            return Finding(.quotes, "\(text): quotation marks belong to the token.", "Remove them.")
        }
        return nil
    }

    private static func name(_ text: RawText, _ pattern: RawText, isGlob: Bool) -> Finding? {
        if isGlob, !pattern.isUTF8 {
            return Finding(
                .encoding,
                "This pattern is not UTF-8, and NetworkManager can crash when it compares it with a name.",
                "Remove it.")
        }
        let signs = pattern.bytes.contains { "[]^$\\+|(){}".utf8.contains($0) }
        if signs {
            return Finding(
                .brackets,
                "\(text): brackets and the signs of regular expressions are literal here; only * and ? are special.")
        }
        if !isGlob, pattern.bytes.contains(UInt8(ascii: "*")) {
            return Finding(.bareGlob, "\(text): = makes the name literal, * included.", "Remove the =.")
        }
        if pattern.bytes.first == UInt8(ascii: "!") {
            return Finding(
                .unknownTag, "\(text): the ! belongs to the name here.", "Exceptions begin with except:.")
        }
        if pattern.isUTF8, NamePattern(pattern, isGlob: isGlob) == nil {
            let sign = [":", "/"].first { pattern.description.contains($0) }
            let reason = sign.map { "have no \($0)" } ?? "have at most 15 characters"
            return Finding(.emptyTag, "\(text) never matches: names of interfaces \(reason).")
        }
        return nil
    }

    private static func bare(_ name: RawText) -> Finding? {
        if name.bytes.first == UInt8(ascii: "\"") || name.bytes.first == UInt8(ascii: "'")
            || name.bytes.last == UInt8(ascii: "\"") || name.bytes.last == UInt8(ascii: "'")
        {
            return Finding(.quotes, "\(name): quotation marks belong to the token.", "Remove them.")
        }
        if name.bytes.first == UInt8(ascii: "!") {
            return Finding(
                .unknownTag, "\(name): NetworkManager knows no \"!\" and takes the whole for a name.",
                "Exceptions begin with except:.")
        }
        if let separator = name.bytes.firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "=") }),
            HardwareAddress(name) == nil
        {
            return Finding(
                .unknownTag,
                "\(name): NetworkManager knows no tag \(RawText(name.bytes[...separator])) and takes the whole for a "
                    + "name.", "For names, write interface-name:.")
        }
        if GlobCorrection.looksLikePattern(name.description) {
            return Finding(.bareGlob, "\(name): without interface-name: this is a literal name, not a pattern.")
        }
        if MergeRules.boolean(name) != nil, name.count > 1 {
            return Finding(
                .boolean, "\(name): this is a list of devices, and \(name) is taken for the name of one.",
                MergeRules.boolean(name) == true ? "For all devices, write *." : "For no device, leave the list empty.")
        }
        return nil
    }

    private static func exception(_ text: RawText) -> Finding {
        if text.isEmpty {
            return Finding(.bareExcept, "except: without anything behind it excludes nothing.")
        }
        return Finding(.bareExcept, "except:\(text) excludes nothing, because names need their tag here.")
    }

    private static func type(_ type: RawText, _ version: NetworkManagerVersion?) -> Finding? {
        if type == "veth" {
            guard Behaviour(version).has(.vethIsEthernet) == true else { return nil }
            return Finding(.deviceType, "type:veth never holds: the type of a veth is ethernet.")
        }
        if type == "generic" || type.bytes.contains(UInt8(ascii: "*")) || type.bytes.contains(UInt8(ascii: "?")) {
            return Finding(
                .deviceType, "type:\(type) never holds: types are compared literally, and no device has this one.")
        }
        if TypeWord.meant(by: type.description) != nil {
            return Finding(.deviceType, "type:\(type) never holds: no device has this type.")
        }
        return nil
    }

    private static func hardwareAddress(_ text: RawText, _ address: HardwareAddress?) -> Finding? {
        guard let address else {
            return Finding(.hardwareAddress, "\(text): not a hardware address, so this never holds.")
        }
        guard address.isPossible else {
            return Finding(
                .hardwareAddress,
                "\(text) never holds: the address has \(address.bytes.count) bytes, and no device has such a one "
                    + "(Ethernet has 6).")
        }
        guard address.bytes == [UInt8](repeating: 0xEE, count: 6) else { return nil }
        return Finding(
            .hardwareAddress,
            "\(text): only permanent addresses are compared, and virtual interfaces such as Calico's have none.",
            "Use interface-name:cali*.")
    }
}
