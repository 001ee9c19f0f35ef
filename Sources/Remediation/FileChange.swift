public import Node
public import SystemPackage

/// One file before and after: the unit that `diff` prints and `fix` executes.
public struct FileChange: Hashable, Sendable {
    /// What is done, in the words of the machine-readable output.
    public enum Action: String, Hashable, Sendable {
        /// There was none.
        case create
        /// There is one, with other content.
        case replace
        /// There is one, and it goes.
        case remove
        /// It stays as it is.
        case none
    }

    /// The path inside the root.
    public let path: FilePath
    /// What is there now, as a whole; nil where nothing is.
    public let old: StoredFile?
    /// What is to be there; nil where nothing is.
    public let new: StoredFile?
    /// Another name in the same directory, under which the old file is kept or was: it is given back its name, and not
    /// copied, so that nothing of it is lost.
    public let twin: FilePath?

    /// A change from one file to another.
    public init(path: FilePath, old: StoredFile?, new: StoredFile?, twin: FilePath? = nil) {
        self.path = path
        self.old = old
        self.new = new
        self.twin = twin
    }

    /// The content now, of a link its text; nil where there is no file.
    public var before: [UInt8]? { old?.bytes }

    /// The content to be; nil where there is to be no file.
    public var after: [UInt8]? { new?.bytes }

    /// What is done.
    public var action: Action {
        guard let old else { return new == nil ? .none : .create }
        guard let new else { return .remove }
        return new.isFulfilled(by: old) ? .none : .replace
    }

    /// The change that takes this one back.
    public var reversed: FileChange {
        FileChange(path: path, old: new, new: old, twin: twin)
    }
}
