public import SystemPackage

/// The environment that a process was started with, as /proc tells.
public struct ProcessEnvironment: Hashable, Sendable {
    /// `NAME=value` each: a list, as one variable or three are asked for and not all.
    private let entries: [String]

    /// - Parameter folder: of the process, such as `/proc/1`.
    /// - Throws: where it cannot be read, as by an ordinary user.
    public init(of folder: FilePath, in root: RootDirectory) throws(FileError) {
        entries = try root.read(folder.appending("environ")).split(separator: 0).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// The value of a variable, the first of several as getenv(3) has it; nil where there is none.
    public subscript(name: String) -> String? {
        let start = name + "="
        return entries.first { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
    }
}
