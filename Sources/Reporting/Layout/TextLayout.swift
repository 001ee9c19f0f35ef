/// How a report for people is laid out: how wide, how much of it, in which characters and colours.
public struct TextLayout: Sendable {
    /// How much is shown.
    public enum Detail: Int, Comparable, Sendable {
        /// What is not well, and as much of a list as can be read.
        case brief
        /// A line also for what is as it should be, and lists as long as they are: `-v`.
        case verbose
        /// Everything that is known: `-a`.
        case all

        /// Less is shown.
        public static func < (left: Detail, right: Detail) -> Bool { left.rawValue < right.rawValue }
    }

    /// The colours.
    public let style: TextStyle
    /// The columns of the terminal; nil where lines are as long as what they say, for grep(1) and its like.
    public let width: Int?
    /// Whether more than ASCII may be written.
    public let isUnicode: Bool
    /// How much is shown.
    public let detail: Detail

    /// The most items of a list that a person reads.
    private static let readable = 8
    /// The fewest columns that text is wrapped in: in fewer, each word would have a line of its own.
    private static let narrowest = 24

    /// A layout for what stands at the other end.
    public init(
        style: TextStyle = TextStyle(isColoured: false), width: Int? = nil, isUnicode: Bool = true,
        detail: Detail = .brief
    ) {
        (self.style, self.width, self.isUnicode, self.detail) = (style, width, isUnicode, detail)
    }

    /// The text as it may be written here: nothing that a terminal obeys, and only what its character set has.
    public func shown(_ text: String) -> String {
        let text = text.printable
        return isUnicode ? text : text.ascii
    }

    /// A paragraph, with its line feed: lines after the first begin `indent` columns from the left.
    /// - Parameters:
    ///   - text: what it says, which may have lines of its own.
    ///   - head: what its first line begins with, indentation included.
    public func paragraph(
        _ text: String, after head: (text: String, role: TextStyle.Role) = ("", .plain), indent: Int = 4,
        _ role: TextStyle.Role = .plain
    ) -> String {
        var lines: [String] = []
        for part in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let first = lines.isEmpty ? head.text.columns : indent
            lines += shown(String(part)).wrapped(first: available(first), other: available(indent))
        }
        return block(lines, after: head, indent: indent, role)
    }

    /// A command of the shell, which means the same when it is pasted from here as when it is in one line.
    public func command(
        _ text: String, after head: (text: String, role: TextStyle.Role) = ("", .plain), indent: Int = 4
    ) -> String {
        guard let width = available(max(indent, head.text.columns)) else {
            return paragraph(text, after: head, indent: indent)
        }
        let lines = text.split(separator: "\n").flatMap { ShellLines(shown(String($0)), width: width).lines }
        return block(lines, after: head, indent: indent, .strong)
    }

    /// As many items as can be read, and how many more there are.
    public func list(_ items: [String]) -> String {
        guard detail == .brief, items.count > Self.readable + 1 else { return items.joined(separator: ", ") }
        return items.prefix(Self.readable).joined(separator: ", ") + " and \(items.count - Self.readable) more"
    }

    /// The items that are shown, each on lines of its own, and how many are not.
    public func cut<Item>(_ items: [Item], most: Int) -> (shown: ArraySlice<Item>, hidden: Int) {
        guard detail == .brief, items.count > most + 1 else { return (items[...], 0) }
        return (items.prefix(most), items.count - most)
    }

    /// A sentence in which lists of names are as long as can be read.
    public func sentence(_ text: String) -> String {
        detail == .brief ? text.withShortLists(most: Self.readable) : text
    }

    /// A quoted line of a file: where it is a long list, the part around what decided.
    public func quotation(_ text: String, around token: String? = nil) -> String {
        detail == .brief ? text.excerpt(around: token, isUnicode ? "…" : "...") : text
    }

    private func available(_ indent: Int) -> Int? { width.map { max(Self.narrowest, $0 - indent) } }

    private func block(
        _ lines: [String], after head: (text: String, role: TextStyle.Role), indent: Int, _ role: TextStyle.Role
    ) -> String {
        let margin = String(repeating: " ", count: indent)
        return style(head.text, head.role)
            + lines.map { style($0, role) }.joined(separator: "\n" + margin) + "\n"
    }
}
