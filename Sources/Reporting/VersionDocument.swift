/// What this program is and what it was made of, for a program: `nmfence --version -o json`.
public struct VersionDocument: Sendable {
    private let version: String
    private let record: [(name: String, value: String)]

    /// - Parameters:
    ///   - version: the program's version.
    ///   - record: what the build wrote down: `commit`, `compiler`, and the version of each library inside; empty where
    ///     it wrote nothing.
    public init(version: String, record: [(name: String, value: String)]) {
        (self.version, self.record) = (version, record)
    }

    /// The document: its schema is version.schema.json.
    public var json: String {
        func value(_ name: String) -> JSON { .string(record.first { $0.name == name }?.value) }
        let libraries = record.filter { !["commit", "compiler"].contains($0.name) }
        return JSON.document([
            ("tool", .object([("name", .string("nmfence")), ("version", .string(version))])),
            ("commit", value("commit")), ("compiler", value("compiler")),
            (
                "libraries",
                .array(
                    libraries.map { .object([("name", .string($0.name)), ("version", .string($0.value))]) })
            ),
        ])
    }
}

extension Schema {
    /// The schema of what `--version` writes.
    public static let version = Schema("version", PackageResources.version_schema_json)
}
