/// One file that a carrier consists of.
public struct CarrierFile: Hashable, Sendable {
    /// Its name, or its path where the tool that reads it wants a folder: `library/nmfence.py`.
    public let name: String
    /// All of it.
    public let text: String

    init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
    }

    /// Several files as one text: a stream of documents where all are YAML, as Kubernetes' tools read it; otherwise
    /// each under a line with its name, as systemctl(1) shows units with `cat`.
    public static func joined(_ files: [CarrierFile]) -> String {
        guard files.count > 1 else { return files.first?.text ?? "" }
        if files.allSatisfy({ $0.name.hasSuffix(".yaml") }) {
            return files.map { "---\n# \($0.name)\n\($0.text)" }.joined()
        }
        return files.map { "# \($0.name)\n\($0.text)" }.joined(separator: "\n")
    }
}
