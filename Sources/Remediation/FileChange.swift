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
    /// The content now; nil where there is no file.
    public let before: [UInt8]?
    /// The content to be; nil where there is to be no file.
    public let after: [UInt8]?

    /// A change from one content to another.
    public init(path: FilePath, before: [UInt8]?, after: [UInt8]?) {
        self.path = path
        self.before = before
        self.after = after
    }

    /// What is done.
    public var action: Action {
        if before == after { return .none }
        if before == nil { return .create }
        return after == nil ? .remove : .replace
    }

    /// The change that takes this one back.
    public var reversed: FileChange {
        FileChange(path: path, before: after, after: before)
    }
}
