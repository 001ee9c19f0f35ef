import KeyFile

/// Keys that have no effect, or another one.
extension Lint {
    /// What is wrong with the key of an entry; nil where NetworkManager knows it.
    func keyProblem(_ entry: KeyFile.Entry, _ group: RawText) -> Problem? {
        let base = MergeRules.base(of: entry.key)
        guard base != entry.key else { return plainKeyProblem(entry, base, group, sign: "") }
        return operatorProblem(entry, base, group, sign: entry.key.hasSuffix("+") ? "+" : "-")
    }

    private func operatorProblem(
        _ entry: KeyFile.Entry, _ base: RawText, _ group: RawText, sign: RawText
    ) -> Problem? {
        if base.bytes.last?.isASCIISpace == true {
            return warning(
                .spaceBeforeOperator, entry.line,
                "the space before \(sign)= makes this an unknown key; NetworkManager silently ignores the line. Write "
                    + "\(base.trimmed)\(sign)= without the space.",
                correction: base.trimmed + sign + "=" + entry.value, meant: meant(base.trimmed, entry))
        }
        if MergeRules.isStringList(group, base) || MergeRules.isDeviceList(group, base, version: version) { return nil }
        if KnownKeys.judge(base, in: group, version: version) != .known {
            return plainKeyProblem(entry, base, group, sign: sign)
        }
        return warning(
            .unsupportedOperator, entry.line,
            "\(sign)= works only for device lists and a few others; NetworkManager silently ignores the line. Write "
                + "\(base)= instead.", correction: base + "=" + entry.value)
    }

    private func plainKeyProblem(
        _ entry: KeyFile.Entry, _ base: RawText, _ group: RawText, sign: RawText
    ) -> Problem? {
        switch KnownKeys.judge(base, in: group, version: version) {
        case .known, .unknownGroup: return nil
        case .notYet(let change): return otherVersion(entry, group, "(new in \(change.release)).")
        case .notAnyMore(let change): return otherVersion(entry, group, "(removed in \(change.release)).")
        case .unknownKey: return unknownKey(entry, base, group, sign: sign)
        }
    }

    private func unknownKey(_ entry: KeyFile.Entry, _ base: RawText, _ group: RawText, sign: RawText) -> Problem {
        func write(_ key: RawText, _ value: RawText) -> RawText { key + sign + "=" + value }
        if let right = KnownKeys.keyInRightCase(base, in: group) {
            return warning(
                .wrongCase, entry.line,
                "unknown key \(base): key names are case-sensitive. Write \(right).",
                correction: write(right, entry.value), meant: meant(right, entry))
        }
        let text = "unknown key \(base) in [\(group)]; ignored."
        if let (key, start) = KnownKeys.keyWithValue(base, in: group) {
            let value = start + ":" + entry.value
            return warning(
                .unknownKey, entry.line, "\(text) Write \(write(key, value)).", correction: write(key, value),
                meant: key == "unmanaged-devices" ? TokenCorrection(version: version).tokens(meantBy: value) : [])
        }
        if let near = KnownKeys.nearestKey(base, in: group) {
            return warning(
                .unknownKey, entry.line, "\(text) Write \(near).", correction: write(near, entry.value),
                meant: meant(near, entry))
        }
        let home = KnownKeys.home(of: base).map { " It belongs in \($0)." } ?? ""
        return warning(.unknownKey, entry.line, text + home, meant: meant(base, entry))
    }

    /// The tokens of an entry that was to be a list of unmanaged devices.
    private func meant(_ key: RawText, _ entry: KeyFile.Entry) -> [RawText] {
        guard key == "unmanaged-devices", !entry.key.hasSuffix("-") else { return [] }
        return TokenCorrection(version: version).tokens(meantBy: entry.value)
    }

    private func otherVersion(_ entry: KeyFile.Entry, _ group: RawText, _ end: String) -> Problem? {
        version.map {
            warning(
                .unknownKey, entry.line, "NetworkManager \($0) ignores \(entry.key) in [\(group)] \(end)")
        }
    }
}
