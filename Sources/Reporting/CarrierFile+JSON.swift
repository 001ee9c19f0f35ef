public import Carriers

extension CarrierFile {
    /// The files of a kind for a program: its schema is render.schema.json.
    public static func json(_ files: [CarrierFile], kind: String, _ run: RunDescription) -> String {
        let elements = files.map { JSON.object([("name", .string($0.name)), ("contents", .string($0.text))]) }
        return JSON.document(run.members + [("kind", .string(kind)), ("files", .array(elements))])
    }
}

extension Schema {
    /// The schema of what `render` writes.
    public static let render = Schema("render", PackageResources.render_schema_json)
}
