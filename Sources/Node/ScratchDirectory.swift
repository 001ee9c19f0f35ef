import Glibc
public import SystemPackage

/// A directory of this process's own that nobody else can read, gone with the value.
public final class ScratchDirectory {
    /// The directory as a root: what is written in it is written through this.
    public let root: RootDirectory

    private var made: [FilePath] = []

    /// Makes an empty directory below `parent`, which must exist on the host.
    public init(in parent: FilePath = "/tmp") throws(FileError) {
        var template = parent.appending("nmfence-XXXXXX").withPlatformString { pointer in
            Array(UnsafeBufferPointer(start: pointer, count: strlen(pointer) + 1))
        }
        guard mkdtemp(&template) != nil else {
            throw FileError("make a scratch directory in", parent, Errno(rawValue: errno))
        }
        root = try RootDirectory(FilePath(platformString: template))
    }

    deinit {
        for path in made.reversed() {
            let outside = root.outside(path)
            _ = outside.withPlatformString { Glibc.remove($0) }
        }
        _ = root.path.withPlatformString { rmdir($0) }
    }

    /// Makes a directory.
    /// - Returns: the path for programs on the host.
    public func makeDirectory(_ name: FilePath.Component) throws(FileError) -> FilePath {
        try Directory("/", in: root).makeDirectory(name, permissions: FilePermissions(rawValue: 0o700))
        made.append(FilePath(root: "/", [name]))
        return root.path.appending(name)
    }

    /// Writes a file.
    /// - Returns: the path for programs on the host.
    @discardableResult
    public func write(
        _ contents: [UInt8], to name: FilePath.Component, in directory: FilePath = "/"
    ) throws(FileError) -> FilePath {
        let path = directory.appending(name)
        made.append(path)
        try Directory(directory, in: root)
            .create(name, contents, permissions: FilePermissions(rawValue: 0o600), isDurable: false)
        return root.outside(path)
    }
}
