/// Why a run has no result, for a program that asked for a document.
public struct ErrorDocument: Sendable {
    /// What sort of failure: a word for each exit status from 64 on, or `undetermined`.
    let kind: String
    /// One sentence, as on standard error.
    let message: String
    /// The file that it is about; nil where it is about none.
    let path: String?
    /// The system's name of the error, such as `EACCES`, or that of D-Bus; nil where neither failed.
    let code: String?

    /// A failure in words.
    public init(kind: String, message: String, path: String? = nil, code: String? = nil) {
        (self.kind, self.message, self.path, self.code) = (kind, message, path, code)
    }

    /// The document: its schema is error.schema.json.
    /// - Parameter command: the verb; nil where there was none.
    public func json(version: String, command: String?) -> String {
        JSON.document([
            ("tool", .object([("name", .string("nmfence")), ("version", .string(version))])),
            ("command", .string(command)),
            (
                "error",
                .object([
                    ("kind", .string(kind)), ("message", .string(message)), ("path", .string(path)),
                    ("code", .string(code)),
                ])
            ),
        ])
    }
}

extension Schema {
    /// The schema of what every verb writes where it fails.
    public static let error = Schema("error", PackageResources.error_schema_json)
}
