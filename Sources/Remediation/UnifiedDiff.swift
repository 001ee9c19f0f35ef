import Node
import SystemPackage

/// Changes of files in the format of `diff -u`, as `patch -p1 -d ROOT` takes it.
///
/// What the plain format has no words for (a link, a mode that is not the usual one, an empty file) is said in lines of
/// `git diff`, which GNU patch understands since 2.7.
///
/// The result is bytes: files need not be UTF-8, and a patch that changed a byte would not apply.
public struct UnifiedDiff {
    /// How many unchanged lines stand around a change.
    static let context = 3
    /// Of how many lines, between those at both ends that are the same, the shortest difference is looked for: that
    /// takes time with the square. Of more, all are taken out and put in, which is as good a patch.
    static let searchLimit = 2000

    private let changes: [FileChange]

    /// The differences of files; those that stay as they are do not appear.
    public init(_ changes: [FileChange]) {
        self.changes = changes.filter { $0.action != .none }
    }

    /// The whole text; empty where nothing changes.
    public var bytes: [UInt8] {
        changes.flatMap(Self.file)
    }

    private static func file(_ change: FileChange) -> [UInt8] {
        guard let old = change.old, let new = change.new, old.isLink != new.isLink else {
            return file(change.path, change.old, change.new)
        }
        // A file that takes the place of a link is another one.
        return file(change.path, old, nil, tellsKind: true) + file(change.path, nil, new, tellsKind: true)
    }

    /// - Parameter tellsKind: whether it is said in any case what kind of file comes or goes.
    private static func file(
        _ path: FilePath, _ old: StoredFile?, _ new: StoredFile?, tellsKind: Bool = false
    ) -> [UInt8] {
        let name = path.components.map(\.string).joined(separator: "/")
        // As GNU diff does: a tab ends a name that has spaces in it.
        let end = name.contains(" ") ? "\t\n" : "\n"
        let modes = modes(from: old, to: new, tellsKind)
        var text = modes.isEmpty ? [] : Array("diff --git \(quoted("a/" + name)) \(quoted("b/" + name))\n\(modes)".utf8)
        let lines = edits(from: split(old?.bytes ?? []), to: split(new?.bytes ?? []))
        // Where the other lines tell all, two names without a hunk would be an error to patch.
        if !modes.isEmpty, lines.isEmpty { return text }
        text += "--- \(old == nil ? "/dev/null\n" : "a/\(name)\(end)")".utf8
        text += "+++ \(new == nil ? "/dev/null\n" : "b/\(name)\(end)")".utf8
        for hunk in hunks(of: lines) { text += rendered(lines[hunk], after: lines[..<hunk.lowerBound]) }
        return text
    }

    /// The lines of `git diff` that tell of modes and kinds; empty where nothing is to be told of them.
    private static func modes(from old: StoredFile?, to new: StoredFile?, _ tellsKind: Bool) -> String {
        switch (old, new) {
        case (nil, let new?):
            tellsKind || new.bytes.isEmpty || new.mode != StoredFile.usualMode ? "new file mode \(new.mode)\n" : ""
        case (let old?, nil): tellsKind || old.isLink ? "deleted file mode \(old.mode)\n" : ""
        case (let old?, let new?):
            old.mode == new.mode ? "" : "old mode \(old.mode)\nnew mode \(new.mode)\n"
        case (nil, nil): ""
        }
    }

    /// A name as those lines have it, where spaces end a name.
    private static func quoted(_ name: String) -> String {
        guard name.contains(where: { " \"\\".contains($0) }) else { return name }
        return "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private struct Line {
        enum Kind: UInt8 {
            case kept = 0x20
            case removed = 0x2D
            case added = 0x2B
        }

        let kind: Kind
        let text: ArraySlice<UInt8>
    }

    /// Lines with their line feed, so that one without it at the end of a file differs from one with it.
    private static func split(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.endIndex
            lines.append(bytes[start..<end])
            start = end
        }
        return lines
    }

    private static func edits(from old: [ArraySlice<UInt8>], to new: [ArraySlice<UInt8>]) -> [Line] {
        let start = zip(old, new).prefix { $0 == $1 }.count
        let end = zip(old[start...].reversed(), new[start...].reversed()).prefix { $0 == $1 }.count
        func kept(_ lines: ArraySlice<ArraySlice<UInt8>>) -> [Line] { lines.map { Line(kind: .kept, text: $0) } }
        let (before, after) = (old[start..<(old.count - end)], new[start..<(new.count - end)])
        let changed =
            before.isEmpty || after.isEmpty || before.count + after.count > searchLimit
            ? before.map { Line(kind: .removed, text: $0) } + after.map { Line(kind: .added, text: $0) }
            : shortestEdits(from: Array(before), to: Array(after))
        return kept(old[..<start]) + changed + kept(old[(old.count - end)...])
    }

    private static func shortestEdits(from old: [ArraySlice<UInt8>], to new: [ArraySlice<UInt8>]) -> [Line] {
        let difference = new.difference(from: old)
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var lines: [Line] = []
        var (from, to) = (0, 0)
        while from < old.count || to < new.count {
            if from < old.count, removed.contains(from) {
                lines.append(Line(kind: .removed, text: old[from]))
                from += 1
            } else if to < new.count, added.contains(to) {
                lines.append(Line(kind: .added, text: new[to]))
                to += 1
            } else {
                lines.append(Line(kind: .kept, text: old[from]))
                from += 1
                to += 1
            }
        }
        return lines
    }

    /// Ranges of lines around the changes; two that touch become one.
    private static func hunks(of lines: [Line]) -> [Range<Int>] {
        var hunks: [Range<Int>] = []
        for index in lines.indices where lines[index].kind != .kept {
            let range = max(0, index - context)..<min(lines.count, index + context + 1)
            if let last = hunks.last, last.upperBound >= range.lowerBound {
                hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
            } else {
                hunks.append(range)
            }
        }
        return hunks
    }

    private static func rendered(_ hunk: ArraySlice<Line>, after before: ArraySlice<Line>) -> [UInt8] {
        func span(_ other: Line.Kind) -> String {
            let skipped = before.count { $0.kind != other }
            let count = hunk.count { $0.kind != other }
            // Of an empty side, the line before it is named.
            let first = count == 0 ? skipped : skipped + 1
            return count == 1 ? "\(first)" : "\(first),\(count)"
        }
        var text = Array("@@ -\(span(.added)) +\(span(.removed)) @@\n".utf8)
        for line in hunk {
            text.append(line.kind.rawValue)
            text += line.text
            if line.text.last != 0x0A { text += "\n\\ No newline at end of file\n".utf8 }
        }
        return text
    }
}

extension StoredFile {
    fileprivate static let usualMode = "100644"

    /// Kind and permissions as `git` writes them.
    fileprivate var mode: String {
        if isLink { return "120000" }
        return attributes.map { String(0o100000 | UInt32($0.permissions.rawValue), radix: 8) } ?? Self.usualMode
    }
}
