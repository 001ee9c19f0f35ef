/// The JSON Schemas of the documents that this program writes.
public enum Schema {
    private static let all: [(name: String, bytes: [UInt8])] = [
        ("change", PackageResources.change_schema_json), ("check", PackageResources.check_schema_json),
        ("config", PackageResources.config_schema_json), ("explain", PackageResources.explain_schema_json),
        ("list", PackageResources.list_schema_json),
    ]

    /// Their names.
    public static var names: [String] { all.map(\.name) }

    /// The text of one; nil where there is none of this name.
    public static func text(named name: String) -> String? {
        all.first { $0.name == name }.map { String(decoding: $0.bytes, as: UTF8.self) }
    }
}
