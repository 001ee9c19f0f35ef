public import SystemPackage

/// The place that a value comes from.
public struct Origin: Hashable, Sendable {
    /// The file; for what the command line gives, the daemon's `cmdline`.
    public let path: FilePath
    /// The line, counted from 1; nil where there are no lines (the command line, a compile-time default).
    public let line: Int?

    /// Takes a file and a line.
    public init(path: FilePath, line: Int?) {
        self.path = path
        self.line = line
    }
}

extension Origin: CustomStringConvertible {
    /// `path:line`, as compilers write it.
    public var description: String { line.map { "\(path):\($0)" } ?? path.string }
}
