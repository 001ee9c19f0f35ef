public import SystemPackage

extension RootDirectory {
    /// The most bytes of a file with one value.
    private static let valueLimit = 4096

    /// What stands in a file with one value, as the kernel has them in /proc and /sys; nil where there is none.
    /// - Throws: where there may be one, and it cannot be read.
    public func value(of path: FilePath) throws(FileError) -> String? {
        try readIfPresent(path, limit: Self.valueLimit)?[...].trimmedText
    }

    /// The first line of a small file that is neither empty nor a comment, and its number; nil where there is none.
    /// - Throws: where there may be one, and it cannot be read.
    public func firstLine(of path: FilePath) throws(FileError) -> (text: String, number: Int)? {
        for line in TextLines(try readIfPresent(path, limit: Self.valueLimit) ?? []) {
            let text = line.bytes.trimmedText
            if !text.isEmpty, !text.hasPrefix("#") { return (text, line.number) }
        }
        return nil
    }
}
