import KeyFile
import SystemPackage

/// Finds tokens of a device list that mean something else than they seem to.
struct TokenLint {
    let path: FilePath
    let line: Int
    let version: NetworkManagerVersion?

    private func warning(_ kind: Problem.Kind, _ message: String) -> Problem {
        Problem(.warning, kind, path: path, line: line, message)
    }

    func problems(in value: RawText) -> [Problem] {
        var found: [Problem] = []
        if let lost = truncated(value) {
            let isComment = lost.description.contains(" #")
            found.append(
                isComment
                    ? warning(
                        .inlineComment,
                        "# begins a comment only at the start of a line: \"\(lost)\" is one token here. "
                            + "Put the comment on its own line.")
                    : warning(
                        .interiorSpace,
                        "White space does not separate tokens, and NetworkManager cuts the end off a token with "
                            + "white space "
                            + "inside (\"\(lost)\"). Separate tokens with , or ;."))
        }
        for text in TokenList.split(value) where !text.bytes.contains(where: \.isASCIISpace) || found.isEmpty {
            if let problem = problem(MatchToken(SourceToken(text, origin: Origin(path: path, line: line)))) {
                found.append(problem)
            }
        }
        return found
    }

    /// The first piece that loses something, as written. A space behind the colon of a tag is another mistake.
    private func truncated(_ value: RawText) -> RawText? {
        value.bytes.split(whereSeparator: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") })
            .map { RawText($0).trimmed }
            .first { piece in
                piece.bytes.contains(where: \.isASCIISpace) && TokenList.split(piece).first != piece
                    && shapeProblem(piece) == nil
            }
    }

    private func problem(_ token: MatchToken) -> Problem? {
        var text = token.source.text
        _ = text.removeTag("except:")
        if let problem = shapeProblem(text) { return problem }
        switch token.condition {
        case .everything: return nil
        case .name(let pattern, let isGlob): return nameProblem(token, pattern, isGlob: isGlob)
        case .bare(let name): return bareProblem(name)
        case .never: return exceptProblem(text)
        case .type(let type): return typeProblem(type)
        case .hardwareAddress(let address):
            guard let address else {
                return warning(.hardwareAddress, "\(text): not a hardware address, so this never holds.")
            }
            guard address.isPossible else {
                return warning(
                    .hardwareAddress,
                    "\(text) never holds: the address has \(address.bytes.count) bytes, and no device has such a one "
                        + "(Ethernet has 6).")
            }
            guard address.bytes == [UInt8](repeating: 0xEE, count: 6) else { return nil }
            return warning(
                .hardwareAddress,
                "\(text): only permanent addresses are compared, and virtual interfaces such as Calico's have none. "
                    + "Use interface-name:cali*.")
        case .driver(let driver, let version):
            if version == nil, driver.bytes.contains(UInt8(ascii: "*")) {
                return warning(
                    .bareGlob, "\(text): the driver is no glob. Write driver:NAME, or driver:START/* for a beginning.")
            }
            return nil
        case .subchannels(let channels):
            return channels == nil ? warning(.emptyTag, "\(text): not a subchannel (a.b.c), so this never holds.") : nil
        case .dhcpPlugin: return nil
        }
    }

    private static let tags: [StaticString] = [
        "interface-name:", "mac:", "type:", "driver:", "s390-subchannels:", "dhcp-plugin:",
    ]

    /// What can be wrong with any tag.
    private func shapeProblem(_ text: RawText) -> Problem? {
        guard let tag = Self.tags.first(where: text.hasPrefix(ignoringCaseOf:)) else { return nil }
        let length = tag.utf8CodeUnitCount
        let first = text.count > length ? text.bytes[length] : nil
        if first == nil || (text.count == length + 1 && (first == UInt8(ascii: "=") || first == UInt8(ascii: "~"))) {
            return warning(.emptyTag, "\(text) has no value and never holds.")
        }
        if first?.isASCIISpace == true {
            return warning(
                .spaceAfterTag, "\"\(text)\": the space behind the colon belongs to the value. Remove it.")
        }
        return nil
    }

    private func nameProblem(_ token: MatchToken, _ pattern: RawText, isGlob: Bool) -> Problem? {
        if isGlob, !pattern.isUTF8 {
            return warning(
                .encoding,
                "This pattern is not UTF-8, and NetworkManager can crash when it compares it with a name. Remove it.")
        }
        if pattern.bytes.contains(UInt8(ascii: "[")), isGlob || pattern.bytes.contains(UInt8(ascii: "]")) {
            return warning(
                .brackets, "\(token.source.text): brackets are literal here; only * and ? are special.")
        }
        if !isGlob, pattern.bytes.contains(UInt8(ascii: "*")) {
            return warning(
                .bareGlob, "\(token.source.text): = makes the name literal, * included. Remove the =.")
        }
        if !isGlob, pattern.count > 15 {
            return warning(
                .emptyTag, "\(token.source.text): names of interfaces have at most 15 characters, so this never holds.")
        }
        return nil
    }

    private func bareProblem(_ name: RawText) -> Problem? {
        if name.bytes.first == UInt8(ascii: "\"") || name.bytes.first == UInt8(ascii: "'") {
            return warning(.quotes, "\(name): quotation marks belong to the token. Remove them.")
        }
        if name.bytes.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) {
            return warning(
                .bareGlob,
                "\(name): without interface-name: this is a literal name, not a pattern. Write interface-name:\(name).")
        }
        if HardwareAddress(name) == nil, let colon = name.bytes.firstIndex(of: UInt8(ascii: ":")) {
            return warning(
                .unknownTag,
                "\(name): NetworkManager knows no tag \(RawText(name.bytes[...colon])) and takes the whole for a name. "
                    + "For names, write interface-name:.")
        }
        return nil
    }

    private func exceptProblem(_ text: RawText) -> Problem {
        if text.isEmpty {
            return warning(.bareExcept, "except: without anything behind it excludes nothing.")
        }
        return warning(
            .bareExcept,
            "except:\(text) excludes nothing, because names need their tag here. Write except:interface-name:\(text).")
    }

    private func typeProblem(_ type: RawText) -> Problem? {
        if type == "veth" {
            guard Behaviour(version).has(.vethIsEthernet) == true else { return nil }
            return warning(.deviceType, "type:veth never holds: the type of a veth is ethernet. Write driver:veth.")
        }
        if type == "generic" || type.bytes.contains(UInt8(ascii: "*")) || type.bytes.contains(UInt8(ascii: "?")) {
            return warning(
                .deviceType, "type:\(type) never holds: types are compared literally, and no device has this one.")
        }
        return nil
    }
}
