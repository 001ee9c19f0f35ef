import KeyFile
import SystemPackage

/// Finds in a file what NetworkManager takes in silence and what does not do what its author meant.
struct Lint {
    let path: FilePath
    let version: NetworkManagerVersion?
    let isSnippet: Bool

    /// Everything wrong in a file that GLib accepts, in the order of its lines.
    func problems(in file: KeyFile) -> [Problem] {
        file.groups.flatMap { group in groupProblems(group) + entriesProblems(group) }
            .sorted { ($0.line ?? 0) < ($1.line ?? 0) }
    }

    func warning(
        _ kind: Problem.Kind, _ line: Int?, _ message: String, correction: RawText? = nil, meant: [RawText] = []
    ) -> Problem {
        Problem(.warning, kind, path: path, line: line, message, correction: correction, meant: meant)
    }

    private func entriesProblems(_ group: KeyFile.Group) -> [Problem] {
        var found: [Problem] = []
        var seen: [RawText: KeyFile.Entry] = [:]
        for entry in group.entries {
            let problems = entryProblems(entry, group)
            found += problems
            // Of a list, its tokens are judged more closely.
            if !problems.contains(where: { $0.kind == .encoding }), let problem = encodingProblem(entry) {
                found.append(problem)
            }
            // For `key`, `key+` and `key-` alike: the operator belongs to the key's name here.
            if let earlier = seen[entry.key] { found.append(duplicate(earlier, entry, group.name)) }
            seen[entry.key] = entry
        }
        return found
    }

    private func duplicate(_ earlier: KeyFile.Entry, _ later: KeyFile.Entry, _ group: RawText) -> Problem {
        var lost: [RawText] = []
        if group == "keyfile", MergeRules.base(of: later.key) == "unmanaged-devices", !later.key.hasSuffix("-") {
            let kept = Set(TokenList.split(later.value))
            lost = TokenList.split(earlier.value).filter { !kept.contains($0) }
        }
        return warning(
            .duplicateKey, earlier.line,
            "\(later.key)= is set again in line \(later.line); only the last line of a file counts. Put everything on "
                + "one line.", meant: lost)
    }

    private func entryProblems(_ entry: KeyFile.Entry, _ group: KeyFile.Group) -> [Problem] {
        if group.name == ".config" { return enableProblems(entry) }
        if entry.key.hasPrefix(";") {
            return [
                warning(
                    .semicolonComment, entry.line,
                    "a line that starts with ; is not a comment; it sets a key named \"\(entry.key)\". Start comments "
                        + "with #.", correction: "#" + entry.key.dropFirst(1) + "=" + entry.value)
            ]
        }
        if MergeRules.isReserved(key: entry.key) {
            return [
                warning(
                    .unknownKey, entry.line,
                    "\(entry.key) is reserved for NetworkManager's own file and ignored here. Remove it.")
            ]
        }
        if let problem = keyProblem(entry, group.name) { return [problem] }
        return valueProblems(entry, MergeRules.base(of: entry.key), group)
    }

    /// NetworkManager takes such a value as it is, byte by byte, and says nothing.
    private func encodingProblem(_ entry: KeyFile.Entry) -> Problem? {
        guard !entry.value.isUTF8 else { return nil }
        return warning(
            .encoding, entry.line,
            "the value of \(entry.key) is not UTF-8; NetworkManager uses the bytes as they are, and almost "
                + "nothing matches them. Write it in UTF-8.")
    }

    // MARK: Groups

    private func groupProblems(_ group: KeyFile.Group) -> [Problem] {
        guard let line = group.headerLines.first else { return [] }
        if group.name == ".config" || group.name.hasPrefix(".test-append-stringlist") { return [] }
        if MergeRules.isReserved(group: group.name) {
            return [
                warning(
                    .unknownGroup, line,
                    "[\(group.name)] is reserved for NetworkManager's own file and ignored here. Remove it.")
            ]
        }
        guard KnownKeys.judge("", in: group.name, version: version) == .unknownGroup else { return [] }
        if let right = KnownKeys.groupInRightCase(group.name) {
            return [
                warning(
                    .wrongCase, line,
                    "unknown section [\(group.name)]: section names are case-sensitive. Write [\(right)].",
                    correction: RawText("[\(right)]"), meant: listMeant(in: group))
            ]
        }
        return [unknownGroup(group, line)]
    }

    private func unknownGroup(_ group: KeyFile.Group, _ line: Int) -> Problem {
        let text = "unknown section [\(group.name)]; ignored."
        if let near = KnownKeys.nearestGroup(group.name) {
            return warning(
                .unknownGroup, line, "\(text) Write [\(near)].", correction: RawText("[\(near)]"),
                meant: listMeant(in: group))
        }
        let homes = group.entries.compactMap { entry in
            let key = MergeRules.base(of: entry.key)
            return KnownKeys.home(of: key).map { "\(key) belongs in \($0)." }
        }
        let advice = homes.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return warning(.unknownGroup, line, ([text] + advice).joined(separator: " "), meant: listMeant(in: group))
    }

    /// The tokens of a list of unmanaged devices that has no effect where it stands.
    private func listMeant(in group: KeyFile.Group) -> [RawText] {
        group.entries.filter { MergeRules.base(of: $0.key) == "unmanaged-devices" && !$0.key.hasSuffix("-") }
            .flatMap { TokenCorrection(version: version).tokens(meantBy: $0.value) }
    }
}
