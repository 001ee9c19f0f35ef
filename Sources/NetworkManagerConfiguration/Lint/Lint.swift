import KeyFile
import SystemPackage

/// Finds in a file what NetworkManager takes in silence and what does not do what its author meant.
struct Lint {
    let path: FilePath
    let version: NetworkManagerVersion?
    let isSnippet: Bool

    private func warning(_ kind: Problem.Kind, _ line: Int?, _ message: String) -> Problem {
        Problem(.warning, kind, path: path, line: line, message)
    }

    /// Everything wrong in a file that GLib accepts, in the order of its lines.
    func problems(in file: KeyFile, bytes: [UInt8]) -> [Problem] {
        var found: [Problem] = []
        for group in file.groups {
            found += groupProblems(group)
            var seen: [RawText: Int] = [:]
            for entry in group.entries {
                let problems = entryProblems(entry, group)
                found += problems
                // Of a list, its tokens are judged more closely.
                if !problems.contains(where: { $0.kind == .encoding }), let problem = encodingProblem(entry) {
                    found.append(problem)
                }
                // For `key`, `key+` and `key-` alike: the operator belongs to the key's name here.
                if let earlier = seen[entry.key] {
                    found.append(
                        warning(
                            .duplicateKey, earlier,
                            "\(entry.key)= is set again in line \(entry.line), and only the last line of a file "
                                + "counts: this one is lost. Put everything into one line."))
                }
                seen[entry.key] = entry.line
            }
        }
        return found.sorted { ($0.line ?? 0) < ($1.line ?? 0) }
    }

    // MARK: Groups and keys

    private func groupProblems(_ group: KeyFile.Group) -> [Problem] {
        guard let line = group.headerLines.first else { return [] }
        if group.name == ".config" || group.name.hasPrefix(".test-append-stringlist") { return [] }
        if MergeRules.isReserved(group: group.name) {
            return [
                warning(
                    .unknownGroup, line,
                    "[\(group.name)] belongs to NetworkManager's own file and is ignored here. Remove it.")
            ]
        }
        guard KnownKeys.judge("", in: group.name, version: version) == .unknownGroup else { return [] }
        if let right = KnownKeys.groupInRightCase(group.name) {
            return [
                warning(
                    .wrongCase, line,
                    "[\(group.name)] is not [\(right)]: names of groups are case-sensitive. Write [\(right)].")
            ]
        }
        return [
            warning(
                .unknownGroup, line,
                "NetworkManager knows no group [\(group.name)]: what stands in it has no effect. "
                    + "(unmanaged-devices belongs into [keyfile].)")
        ]
    }

    private func entryProblems(_ entry: KeyFile.Entry, _ group: KeyFile.Group) -> [Problem] {
        if group.name == ".config" { return enableProblems(entry) }
        if entry.key.hasPrefix(";") {
            return [
                warning(
                    .semicolonComment, entry.line,
                    "A line that begins with ; is no comment but sets a key named \"\(entry.key)\". Begin comments "
                        + "with #."
                )
            ]
        }
        if MergeRules.isReserved(key: entry.key) {
            return [
                warning(
                    .unknownKey, entry.line,
                    "\(entry.key) belongs to NetworkManager's own file and is ignored here. Remove it.")
            ]
        }
        let base = MergeRules.base(of: entry.key)
        if base != entry.key {
            if let problem = operatorProblem(entry, base, group.name) { return [problem] }
        } else if let problem = keyProblem(entry, group.name) {
            return [problem]
        }
        return valueProblems(entry, base, group.name)
    }

    /// NetworkManager takes such a value as it is, byte by byte, and says nothing.
    private func encodingProblem(_ entry: KeyFile.Entry) -> Problem? {
        guard !entry.value.isUTF8 else { return nil }
        return warning(
            .encoding, entry.line,
            "The value of \(entry.key) is not UTF-8: NetworkManager takes its bytes as they are, and hardly "
                + "anything matches them. Write it in UTF-8.")
    }

    private func operatorProblem(_ entry: KeyFile.Entry, _ base: RawText, _ group: RawText) -> Problem? {
        let sign = entry.key.hasSuffix("+") ? "+" : "-"
        if base.bytes.last?.isASCIISpace == true {
            return warning(
                .spaceBeforeOperator, entry.line,
                "The space before \(sign)= makes another key of it, and NetworkManager drops the line without a word. "
                    + "Write \(base.trimmed)\(sign)= without the space.")
        }
        if MergeRules.isStringList(group, base) || MergeRules.isDeviceList(group, base, version: version) { return nil }
        if let right = KnownKeys.keyInRightCase(base, in: group) {
            return warning(
                .wrongCase, entry.line, "\(entry.key) is not \(right)\(sign): names of keys are case-sensitive.")
        }
        return warning(
            .unsupportedOperator, entry.line,
            "\(sign)= works for lists of devices and a few others only: for \(base) in [\(group)] NetworkManager "
                + "drops the line without a word. Use = instead.")
    }

    private func keyProblem(_ entry: KeyFile.Entry, _ group: RawText) -> Problem? {
        switch KnownKeys.judge(entry.key, in: group, version: version) {
        case .known, .unknownGroup: return nil
        case .notYet(let change): return otherVersion(entry, group, "(it came with \(change.release)).")
        case .notAnyMore(let change): return otherVersion(entry, group, "any more (it went with \(change.release)).")
        case .unknownKey:
            if let right = KnownKeys.keyInRightCase(entry.key, in: group) {
                return warning(
                    .wrongCase, entry.line,
                    "\(entry.key) is not \(right): names of keys are case-sensitive. Write \(right).")
            }
            return warning(
                .unknownKey, entry.line,
                "NetworkManager knows no key \(entry.key) in [\(group)]: it has no effect.")
        }
    }

    private func otherVersion(_ entry: KeyFile.Entry, _ group: RawText, _ end: String) -> Problem? {
        version.map {
            warning(
                .unknownKey, entry.line, "NetworkManager \($0) does not know \(entry.key) in [\(group)] \(end)")
        }
    }

    // MARK: Values

    private func valueProblems(_ entry: KeyFile.Entry, _ base: RawText, _ group: RawText) -> [Problem] {
        var found: [Problem] = []
        let value = entry.value.trimmed
        if let first = value.bytes.first, first == UInt8(ascii: "\"") || first == UInt8(ascii: "'"), value.count > 1,
            value.bytes.last == first
        {
            found.append(
                warning(.quotes, entry.line, "The quotation marks belong to the value. Remove them."))
        }
        if MergeRules.isDeviceList(group, base, version: version), base != "allowed-connections" {
            return found + TokenLint(path: path, line: entry.line, version: version).problems(in: entry.value)
        }
        if value.description.contains(" #") || value.description.contains("\t#") {
            found.append(
                warning(
                    .inlineComment, entry.line,
                    "# begins a comment only at the start of a line: here it belongs to the value. Put the comment "
                        + "on its own line."
                ))
        }
        if group.hasPrefix("device"), base == "managed" || base == "stop-match",
            MergeRules.boolean(base == "managed" ? KeyFile.unescaped(entry.value) : entry.value) == nil
        {
            let effect = base == "managed" ? "managed, as if it said 1" : "no"
            found.append(
                warning(
                    .boolean, entry.line,
                    "\(base)=\(entry.value) is no boolean, and NetworkManager takes it for \(effect). Write 0 or 1."))
        }
        return found
    }

    private func enableProblems(_ entry: KeyFile.Entry) -> [Problem] {
        guard isSnippet else {
            return [
                warning(
                    .enableCondition, entry.line,
                    "[.config] has no effect in the main file: only drop-ins can be disabled.")
            ]
        }
        guard entry.key == "enable" else {
            return [warning(.unknownKey, entry.line, "[.config] knows only the key enable: this one has no effect.")]
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
                    + "nm-version-max: and env: "
                    + "conditions, and what is none of these never holds: the file may be disabled for good.")
        ]
    }

    // MARK: Fatal ones

    /// What to do about a file that GLib refuses.
    static func advice(for error: KeyFileError, in bytes: [UInt8]) -> String {
        let lines = bytes.split(separator: 10, maxSplits: error.line, omittingEmptySubsequences: false)
        let previous = error.line >= 2 && error.line - 2 < lines.count ? lines[error.line - 2] : []
        if previous.last == UInt8(ascii: "\\")
            || (previous.last == 13 && previous.dropLast().last == UInt8(ascii: "\\"))
        {
            return "A backslash at the end of a line does not join it with the next: put everything into one line."
        }
        switch error.reason {
        case .keyOutsideGroup: return "Put a group header such as [keyfile] above the first key."
        case .encoding: return "Remove the key Encoding from the first group."
        case .malformedLine, .other:
            return "Every line must be a [group], a key=value, a comment that begins with #, or empty."
        }
    }

    // MARK: The merged whole

    /// Problems that show only in the effective configuration.
    static func problems(inEffective settings: [Setting]) -> [Problem] {
        let list = settings.first { $0.section == "keyfile" && $0.key == "unmanaged-devices" }
        guard let tokens = list?.tokens, let first = tokens.first,
            tokens.allSatisfy({ MatchToken.isExcept($0.text) && MatchToken($0).condition == .never })
        else { return [] }
        return [
            Problem(
                .warning, .bareExcept, path: first.origin.path, line: first.origin.line,
                "The list has nothing but exceptions that never hold: since 1.14 it un-manages every interface.")
        ]
    }
}
