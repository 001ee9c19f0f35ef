import KeyFile

/// Values that are none, or another one than they seem to be.
extension Lint {
    /// What is wrong with the value of a key that NetworkManager knows.
    func valueProblems(_ entry: KeyFile.Entry, _ base: RawText, _ group: KeyFile.Group) -> [Problem] {
        let value = entry.value.trimmed
        let isQuoted =
            value.count > 1 && value.bytes.first == value.bytes.last
            && (value.hasPrefix("\"") || value.hasPrefix("'"))
        if MergeRules.isDeviceList(group.name, base, version: version), base != "allowed-connections" {
            let unmanages = unmanages(entry, base, group)
            guard isQuoted else {
                return TokenLint(path: path, entry: entry, version: version, unmanages: unmanages).problems()
            }
            let meant = TokenCorrection(version: version).tokens(meantBy: value)
            return [
                warning(
                    .quotes, entry.line, "quotation marks are part of the value. Remove them.",
                    correction: entry.key + "=" + TokenList.join(meant), meant: unmanages ? meant : [])
            ]
        }
        var found: [Problem] = []
        if isQuoted {
            found.append(
                warning(
                    .quotes, entry.line, "quotation marks are part of the value. Remove them.",
                    correction: entry.key + "=" + value.dropFirst(1).dropLast(1)))
        }
        if let length = value.lengthBeforeComment {
            found.append(
                warning(
                    .inlineComment, entry.line,
                    "# starts a comment only at the start of a line; here it is part of the value. Put the comment on "
                        + "its own line.", correction: entry.key + "=" + RawText(value.bytes[..<length]).trimmed))
        }
        if found.isEmpty, let problem = wordProblem(entry, base, group.name) { found.append(problem) }
        if group.name.hasPrefix("device"), base == "managed" || base == "stop-match",
            MergeRules.boolean(base == "managed" ? KeyFile.unescaped(entry.value) : entry.value) == nil
        {
            let effect = base == "managed" ? "true" : "false"
            found.append(
                warning(
                    .boolean, entry.line,
                    "\(base)=\(entry.value) is not a boolean; NetworkManager treats it as \(effect). Write 0 or 1."))
        }
        return found
    }

    /// Whether the devices of a list are unmanaged by it: those of `match-device` where the same group says so.
    private func unmanages(_ entry: KeyFile.Entry, _ base: RawText, _ group: KeyFile.Group) -> Bool {
        if base == "match-device" {
            return group.name.hasPrefix("device") && MergeRules.boolean(group.value(of: "managed")) == false
        }
        return base == "unmanaged-devices" && !entry.key.hasSuffix("-")
    }

    /// What is wrong with a line of `[.config]`.
    func enableProblems(_ entry: KeyFile.Entry) -> [Problem] {
        guard isSnippet else {
            return [
                warning(
                    .enableCondition, entry.line,
                    "[.config] has no effect in the main file; only drop-ins can be disabled.")
            ]
        }
        guard entry.key == "enable" else {
            return [warning(.unknownKey, entry.line, "[.config] has only the key enable; this one is ignored.")]
        }
        guard MergeRules.boolean(entry.value) == nil else { return [] }
        let tokens = TokenList.split(entry.value).map { token in
            var text = token
            _ = text.removeTag("except:")
            return text
        }
        let isKnown = { (token: RawText) in
            (["nm-version:", "nm-version-min:", "nm-version-max:", "env:"] as [StaticString])
                .contains { token.hasPrefix(ignoringCaseOf: $0) }
        }
        guard tokens.isEmpty || !tokens.allSatisfy(isKnown) else { return [] }
        return [
            warning(
                .enableCondition, entry.line,
                "enable=\(entry.value) is neither a boolean nor a list of nm-version:, nm-version-min:, "
                    + "nm-version-max: and env: conditions. Anything else never matches, so the file may never apply.")
        ]
    }
}

extension RawText {
    /// How much of a value stands before white space and a `#`; nil where there is none.
    var lengthBeforeComment: Int? {
        var position = bytes.startIndex
        while let sign = bytes[position...].firstIndex(of: UInt8(ascii: "#")) {
            if sign > 0, bytes[sign - 1] == 32 || bytes[sign - 1] == 9 { return sign - 1 }
            position = sign + 1
        }
        return nil
    }
}
