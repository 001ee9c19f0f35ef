public import Base
public import SystemPackage

/// What /proc says of a process's privileges: proc(5), `status` and `uid_map`.
public struct ProcessStatus: Hashable, Sendable {
    /// A set of capabilities.
    public enum CapabilitySet: String, Hashable, Sendable, CaseIterable {
        /// What it can do now.
        case effective = "CapEff"
        /// What it can take up.
        case permitted = "CapPrm"
        /// What it and its children can ever have.
        case bounding = "CapBnd"
    }

    /// The folder in /proc, such as `/proc/1`.
    public let folder: FilePath
    /// The program's name.
    public let name: String
    private let fields: [String: Field]

    private struct Field: Hashable {
        let text: String
        let line: Int
    }

    /// Reads one process; `self` for this one.
    public init(_ process: String, in root: RootDirectory) throws(FileError) {
        folder = FilePath("/proc/\(process)")
        var fields: [String: Field] = [:]
        for line in TextLines(try root.read(folder.appending("status"), limit: 1 << 16)) {
            let parts = line.bytes.split(separator: UInt8(ascii: ":"), maxSplits: 1)
            guard parts.count == 2 else { continue }
            fields[String(decoding: parts[0], as: UTF8.self)] = Field(text: parts[1].trimmedText, line: line.number)
        }
        self.fields = fields
        name = fields["Name"]?.text ?? ""
    }

    /// Whether a set has a capability; nil where the kernel does not say.
    public func has(_ capability: Capability, in set: CapabilitySet) -> Bool? {
        fields[set.rawValue].flatMap { UInt64($0.text, radix: 16) }.map { $0 >> capability.bit & 1 == 1 }
    }

    /// The number of a field, such as `Seccomp` or `NoNewPrivs`; nil where the kernel does not say.
    public func number(_ field: String) -> Int? { fields[field].flatMap { Int($0.text) } }

    /// The place of a field.
    public func evidence(of field: String) -> Evidence? {
        fields[field].map { Evidence(folder.appending("status"), line: $0.line, "\(field): \($0.text)") }
    }
}
