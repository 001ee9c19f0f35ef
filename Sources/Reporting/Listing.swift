/// Names, what each stands for, and where it comes from.
public struct Listing: Sendable {
    /// One name.
    public struct Row: Hashable, Sendable {
        let name: String
        let meaning: String
        let source: String

        /// A name with its meaning and its source.
        public init(name: String, meaning: String, source: String) {
            self.name = name
            self.meaning = meaning
            self.source = source
        }
    }

    private let rows: [Row]

    /// A list in this order.
    public init(_ rows: [Row]) {
        self.rows = rows
    }

    /// One line a name; on a terminal what does not fit stands below.
    public func text(_ layout: TextLayout) -> String {
        let width = min(rows.map(\.name.count).max() ?? 0, Self.widestName)
        return rows.map { row in
            let padding = String(repeating: " ", count: max(2, width - row.name.count + 2))
            return layout.paragraph(
                "\(row.meaning)  [\(row.source)]", after: (layout.shown(row.name) + padding, .plain),
                indent: layout.width == nil ? width + 2 : min(width + 2, Self.widestName))
        }.joined()
    }

    /// The column in which what a name stands for begins at the latest.
    private static let widestName = 40

    /// The list for a program.
    public func json(kind: String, _ run: RunDescription) -> String {
        let elements = rows.map { row in
            JSON.object([
                ("name", .string(row.name)), ("meaning", .string(row.meaning)), ("source", .string(row.source)),
            ])
        }
        return JSON.document(run.members + [("kind", .string(kind)), ("rows", .array(elements))])
    }
}

extension Schema {
    /// The schema of what `list` writes.
    public static let list = Schema("list", PackageResources.list_schema_json)
}
