import KeyFile

/// Finds in the history of the lists where one line undoes another.
struct HistoryLint {
    let merged: MergedConfiguration

    /// Everything, in the order of groups and then of lines.
    var problems: [Problem] {
        let devices = merged.groupNames.filter { $0.hasPrefix("device") }
        return devices.flatMap(replacedMatches) + unmanagedDevices
    }

    /// Groups of one name are one, and the later `match-device=` counts.
    private func replacedMatches(in group: RawText) -> [Problem] {
        var found: [Problem] = []
        var value: MergedValue?
        for change in merged.history(of: "match-device", in: group) {
            if change.operation == .assign, let value, value.origin.path != change.origin.path,
                value.value != change.value
            {
                found.append(
                    warning(
                        .discardsEarlier, change.origin,
                        "[\(group)] is also in \(value.origin), and sections of the same name are merged: this line "
                            + "replaces its match-device. Use another name for this section."))
            }
            value.follow(change)
        }
        return found
    }

    private var unmanagedDevices: [Problem] {
        var found: [Problem] = []
        var value: MergedValue?
        for change in merged.history(of: "unmanaged-devices", in: "keyfile") {
            if let value, let problem = discarded(value, by: change) ?? turned(value, by: change) {
                found.append(problem)
            }
            value.follow(change)
        }
        return found
    }

    /// A plain `=` that discards what other files said.
    private func discarded(_ value: MergedValue, by change: ValueChange) -> Problem? {
        guard change.operation == .assign else { return nil }
        let kept = Set(TokenList.split(change.value))
        let lost = value.sources.filter { $0.origin.path != change.origin.path && !kept.contains($0.text) }
        guard !lost.isEmpty else { return nil }
        return warning(
            .discardsEarlier, change.origin,
            "this line replaces the list in \(Self.told(lost)). "
                + (Self.namesNothing(change.value)
                    ? "Remove this line to keep the earlier list."
                    : "Use unmanaged-devices+= to append."),
            meant: lost.map(\.text))
    }

    /// Lines that take tokens out of a list. Their authors wished that; whoever asks why an interface is not in the
    /// list is told.
    var removals: [Problem] {
        var found: [Problem] = []
        var value: MergedValue?
        for change in merged.history(of: "unmanaged-devices", in: "keyfile") {
            if let value, change.operation == .remove {
                let removed = Set(TokenList.split(change.value))
                let lost = value.sources.filter { removed.contains($0.text) }
                if !lost.isEmpty {
                    found.append(
                        warning(
                            .discardsEarlier, change.origin,
                            "this line takes out what is in \(Self.told(lost)). Remove it to keep that.",
                            meant: lost.map(\.text)))
                }
            }
            value.follow(change)
        }
        return found
    }

    /// `a.conf:2 (eth0, eth1) and b.conf:3 (eth2)`.
    private static func told(_ tokens: [SourceToken]) -> String {
        var origins: [Origin] = []
        var texts: [Origin: [String]] = [:]
        for token in tokens {
            if texts[token.origin] == nil { origins.append(token.origin) }
            texts[token.origin, default: []].append("\(token.text)")
        }
        let parts = origins.map { origin in
            let all = texts[origin] ?? []
            let more = all.count > limit ? " and \(all.count - limit) more" : ""
            return "\(origin) (\(all.prefix(limit).joined(separator: ", "))\(more))"
        }
        guard let last = parts.last, parts.count > 1 else { return parts.joined() }
        return parts.dropLast().joined(separator: ", ") + " and " + last
    }

    /// How many tokens of a line are named.
    private static let limit = 12

    /// Whether a list is empty, or has `none` in it, which stands for nothing and is the name of no interface.
    private static func namesNothing(_ value: RawText) -> Bool {
        TokenList.split(value).allSatisfy { $0.asciiLowercased == "none" }
    }

    /// A positive token that is added to a list of exceptions only.
    private func turned(_ value: MergedValue, by change: ValueChange) -> Problem? {
        guard change.operation == .add, let first = value.firstOfExceptionsOnly else { return nil }
        let pieces = TokenList.split(change.value)
        guard pieces.contains(where: { !MatchToken.isExcept($0) }), !pieces.contains("*") else { return nil }
        return warning(
            .turnsExceptions, change.origin,
            "this line inverts the list in \(first.origin). That list has only exceptions, which (since 1.14) makes "
                + "everything else unmanaged; with this line only what it names is unmanaged. Add * to keep both.",
            meant: ["*"] + value.sources.map(\.text))
    }

    func warning(
        _ kind: Problem.Kind, _ origin: Origin, _ message: String, meant: [RawText] = []
    ) -> Problem {
        Problem(.warning, kind, path: origin.path, line: origin.line, message, meant: meant)
    }
}

extension MergedValue? {
    /// Applies a line of a device list.
    fileprivate mutating func follow(_ change: ValueChange) {
        switch change.operation {
        case .assign, .compiled: self = MergedValue(change.value, origin: change.origin, at: nil)
        case .hide: self = nil
        case .add, .remove:
            var value = take() ?? MergedValue("", origin: change.origin, at: nil)
            value.apply(change, strings: false)
            self = value
        }
    }
}
