/// The JSON Schema of the documents that a verb writes. Each is listed with the code that writes them.
public struct Schema: Sendable {
    /// Its name, which is the file's: `check` for check.schema.json.
    public let name: String
    private let bytes: [UInt8]

    init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// The schema itself.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}
