public import SystemPackage

/// A place on the node that says something, for people who want to see for themselves.
public struct Sighting: Hashable, Sendable {
    /// The file inside the root, or the name of another source.
    public let path: String
    /// The line, from 1; nil where the file has no lines or is meant as a whole.
    public let line: Int?
    /// What stands there.
    public let text: String

    /// A place and what it says.
    public init(_ path: FilePath, line: Int? = nil, _ text: String) {
        self.path = path.string
        self.line = line
        self.text = text
    }

    /// Why a place says nothing.
    public init(_ error: FileError) {
        self.init(error.path, error.description)
    }
}
