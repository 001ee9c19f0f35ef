/// One place that proves a finding.
public struct Evidence: Hashable, Sendable {
    /// The file, or the name of another source such as `D-Bus org.freedesktop.NetworkManager`.
    public let path: String
    /// The line in the file, from 1.
    public let line: Int?
    /// What stands there, or what was answered.
    public let text: String

    /// A place and what it says.
    public init(path: String, line: Int? = nil, text: String) {
        self.path = path
        self.line = line
        self.text = text
    }
}
