import CGLib

/// A key file: parsed by GLib itself, with the line of every group header and every `key=value`.
///
/// What is a group, a key, a comment or an error is GLib's judgement, with the flags that NetworkManager passes (none).
/// GLib merges groups of the same name, lists a repeated key once per occurrence, and answers each with the last value;
/// the occurrences are all here, in file order, so that a reader can tell which of them was lost.
public struct KeyFile: Hashable, Sendable {
    /// One `key=value` line.
    public struct Entry: Hashable, Sendable {
        /// The key, as written.
        public let key: RawText
        /// The raw value on this very line: leading white space gone, nothing unescaped.
        public let value: RawText
        /// The line, counted from 1.
        public let line: Int
    }

    /// A group with everything that stands under any of its headers.
    public struct Group: Hashable, Sendable {
        /// The name between the brackets.
        public let name: RawText
        /// The lines of its headers, at least one.
        public internal(set) var headerLines: [Int]
        /// Its lines, in file order.
        public internal(set) var entries: [Entry]
        /// The value of each key that GLib reports: that of its last line.
        var values: [RawText: RawText] = [:]
        /// Where the last line of each key is among the entries.
        var lastPositions: [RawText: Int] = [:]

        /// The value that GLib gives for a key: the last one written.
        public func value(of key: RawText) -> RawText? { values[key] }

        /// The last line that sets a key.
        public func lastEntry(of key: RawText) -> Entry? { lastPositions[key].map { entries[$0] } }
    }

    /// The groups in the order of their first header.
    public let groups: [Group]

    /// The group of this name, if the file has one.
    public func group(_ name: RawText) -> Group? { groups.first { $0.name == name } }

    /// Parses a file's bytes, whatever they are.
    ///
    /// - Throws: what GLib objects to, with the line.
    public init(parsing bytes: [UInt8]) throws(KeyFileError) {
        let handle = Handle()
        if let failure = handle.load(bytes[...]) {
            throw KeyFileError(
                reason: failure.reason, line: Self.failingLine(in: bytes), message: failure.message)
        }
        var scanned: [RawText: [Entry]] = [:]
        var headers: [RawText: [Int]] = [:]
        var current: RawText = ""
        for line in KeyFileLines(bytes) {
            switch line.kind {
            case .comment, .other: break
            case .group(let name):
                current = name
                headers[name, default: []].append(line.number)
            case .entry(let key, let value):
                scanned[current, default: []].append(Entry(key: key, value: value, line: line.number))
            }
        }
        groups = handle.groups().map { name in
            var group = Group(name: name, headerLines: headers[name] ?? [], entries: [])
            // GLib drops `key[xx]` of languages that are not the process's own: only what it lists is there.
            var listed = handle.keys(of: name)[...]
            for entry in scanned[name] ?? [] where listed.first == entry.key {
                listed = listed.dropFirst()
                group.entries.append(entry)
            }
            for (position, entry) in group.entries.enumerated() { group.lastPositions[entry.key] = position }
            for key in group.lastPositions.keys { group.values[key] = handle.value(of: key, in: name) }
            return group
        }
    }

    /// Finds the line at which GLib stops: the last line of the shortest beginning of the file that it refuses.
    ///
    /// The parser works line by line, so a beginning that is refused stays refused with more lines behind it. The line
    /// that looks wrong is tried first; the search is for what only GLib knows (odd group names, `Encoding`).
    private static func failingLine(in bytes: [UInt8]) -> Int {
        let ends = bytes.indices.filter { bytes[$0] == 10 }.map { $0 + 1 } + [bytes.count]
        func refused(first lines: Int) -> Bool { Handle().load(bytes[..<ends[lines - 1]]) != nil }
        var sound = 0
        var broken = ends.count
        if let guess = KeyFileLines(bytes).firstSuspect, guess < broken, refused(first: guess) {
            broken = guess
            if guess == 1 || !refused(first: guess - 1) { return guess }
        }
        while broken - sound > 1 {
            let middle = (sound + broken) / 2
            if refused(first: middle) { broken = middle } else { sound = middle }
        }
        return broken
    }

    /// The text that `g_key_file_get_string` makes of a raw value: escapes resolved, invalid UTF-8 refused.
    ///
    /// NetworkManager reads `[device*]` properties this way, but lists of devices raw.
    public static func unescaped(_ value: RawText) -> RawText? { Handle().unescaped(value) }

    /// The pieces that `g_key_file_get_string_list` makes of a raw value, at the separator `,`.
    public static func stringList(_ value: RawText) -> [RawText]? { Handle().stringList(value) }

    /// The raw value that `g_key_file_set_string_list` writes for some pieces, without the separator it ends with:
    /// NetworkManager cuts that off.
    public static func joined(stringList: [RawText]) -> RawText { Handle().joined(stringList) }
}
