import SystemPackage

/// Changes of files in the format of `diff -u`, as `patch -p1 -d ROOT` takes it.
///
/// The result is bytes: files need not be UTF-8, and a patch that changed a byte would not apply.
public struct UnifiedDiff {
    /// How many unchanged lines stand around a change.
    static let context = 3

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
        let name = change.path.components.map(\.string).joined(separator: "/")
        // As GNU diff does: a tab ends a name that has spaces in it.
        let end = name.contains(" ") ? "\t\n" : "\n"
        let old = change.before == nil ? "/dev/null\n" : "a/\(name)\(end)"
        let new = change.after == nil ? "/dev/null\n" : "b/\(name)\(end)"
        var text = Array("--- \(old)+++ \(new)".utf8)
        let lines = edits(from: split(change.before ?? []), to: split(change.after ?? []))
        for hunk in hunks(of: lines) { text += rendered(lines[hunk], after: lines[..<hunk.lowerBound]) }
        return text
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
