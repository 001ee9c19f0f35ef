import Base
import Glibc
public import SystemPackage

extension RootDirectory {
    /// The names in a directory as bytes, without `.` and `..`, in the order of the directory.
    public func names(of path: FilePath) throws(FileError) -> [[UInt8]] {
        let descriptor = try open(path, O_RDONLY | O_DIRECTORY)
        do throws(Errno) { return try Self.names(of: descriptor) } catch {
            throw FileError("list", path, error, root: self.path)
        }
    }

    /// Takes the descriptor, and closes it.
    private static func names(of descriptor: FileDescriptor) throws(Errno) -> [[UInt8]] {
        let stream: OpaquePointer
        do throws(Errno) { stream = try systemCall(neverNull: { fdopendir(descriptor.rawValue) }) } catch {
            descriptor.release()
            throw error
        }
        defer { closedir(stream) }
        let dot = UInt8(ascii: ".")
        var names: [[UInt8]] = []
        while let entry = try systemCall(untilNull: { readdir(stream) }) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { text in
                    Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
                }
            }
            if name != [dot], name != [dot, dot] { names.append(name) }
        }
        return names
    }

    /// The names in a directory, without `.` and `..`, in the byte order of the names.
    /// - Parameter isWanted: passes the names that are wanted, as bytes: a component takes longer to make, and hands
    ///   its bytes out at a price.
    public func entries(
        of path: FilePath, where isWanted: ([UInt8]) -> Bool = { _ in true }
    ) throws(FileError) -> [FilePath.Component] {
        try names(of: path).filter(isWanted).sorted { $0.lexicographicallyPrecedes($1) }
            .compactMap { FilePath.Component(bytes: $0) }
    }

    /// The names in a directory, as ``entries(of:where:)`` has them; none where there is no directory.
    /// - Throws: where there may be one, and it cannot be listed.
    public func entriesIfPresent(
        of path: FilePath, where isWanted: ([UInt8]) -> Bool = { _ in true }
    ) throws(FileError) -> [FilePath.Component] {
        try Self.ifPresent { () throws(FileError) in try entries(of: path, where: isWanted) } ?? []
    }

    /// The names in a directory, as ``names(of:)`` has them; none where there is no directory.
    /// - Throws: where there may be one, and it cannot be listed.
    public func namesIfPresent(of path: FilePath) throws(FileError) -> [[UInt8]] {
        try Self.ifPresent { () throws(FileError) in try names(of: path) } ?? []
    }
}
