public import Base
public import SystemPackage

extension Evidence {
    /// A place on the node that says something.
    /// - Parameter path: the file inside the root, or the name of another source.
    public init(_ path: FilePath, line: Int? = nil, _ text: String) {
        self.init(path: path.string, line: line, text: text)
    }

    /// Why a place says nothing.
    public init(_ error: FileError) {
        self.init(error.path, error.description)
    }
}
