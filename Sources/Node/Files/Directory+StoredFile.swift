import Glibc
public import SystemPackage

/// Files with all that belongs to them.
extension Directory {
    /// The largest file that is taken in, in bytes: nmfence's own have a few thousand.
    private static let sizeLimit = 32 << 20

    /// What a name stands for, a link for itself; nil where there is nothing.
    ///
    /// - Throws: ``FileError/Code/notRegular(_:)`` for what is neither a file nor a link, and where something of it
    ///   cannot be read.
    public func file(_ name: FilePath.Component) throws(FileError) -> StoredFile? {
        guard let status = try status(of: name) else { return nil }
        let target = path.appending(name)
        switch status.kind {
        case .symbolicLink:
            return StoredFile(.link(try linkText(of: name)), FileAttributes(status))
        case .regular:
            return try opened(name, O_RDONLY | O_NONBLOCK | O_NOCTTY) { (file) throws(FileError) in
                try doing("read", target) { () throws(Errno) in try StoredFile(reading: file, Self.sizeLimit) }
            }
        default: throw FileError(code: .notRegular(status.kind), "read", target, root: root)
        }
    }

    /// Makes a file or a link that must not exist yet, and waits until a file's content is on the disk.
    ///
    /// Nobody but the owner of this process can open a file before it has its owner, mode and lists.
    /// - Parameters:
    ///   - file: without attributes one that everybody may read and this process's user may change.
    ///   - other: the name of a file whose SELinux context such a one gets; nil leaves it what the directory's policy
    ///     says.
    public func create(
        _ name: FilePath.Component, _ file: StoredFile, like other: FilePath.Component? = nil, isDurable: Bool = true
    ) throws(FileError) {
        guard case .bytes(let bytes) = file.content else { return try createLink(name, file) }
        guard let attributes = file.attributes else {
            return try create(
                name, bytes, permissions: .everybodyReads, securityContext: other.flatMap { securityContext(of: $0) },
                isDurable: isDurable)
        }
        let flags = O_WRONLY | O_CREAT | O_EXCL
        try opened(name, flags, permissions: .ownerReadWrite) { (descriptor) throws(FileError) in
            let target = path.appending(name)
            try doing("write", target) { () throws(Errno) in
                do { try descriptor.writeAll(bytes) } catch { throw error as? Errno ?? .ioError }
            }
            try call("set the owner of", name) { _ in
                fchown(descriptor.rawValue, attributes.owner, attributes.group)
            }
            try doing("set the extended attributes of", target) { () throws(Errno) in
                try ExtendedAttributes.set(attributes.extended, of: descriptor)
            }
            try call("set the mode of", name) { _ in
                fchmod(descriptor.rawValue, attributes.permissions.rawValue)
            }
            if isDurable { try call("write", name) { _ in fsync(descriptor.rawValue) } }
        }
    }

    /// Gives a file, or a link itself, a second name in the same directory; whatever has that name keeps it.
    ///
    /// - Returns: false where the file system has no second names, or allows this one none.
    public func link(_ old: FilePath.Component, as new: FilePath.Component) throws(FileError) -> Bool {
        do throws(FileError) {
            try call("create", new) { to in
                old.withPlatformString { from in linkat(descriptor.rawValue, from, descriptor.rawValue, to, 0) }
            }
            return true
        } catch {
            let refusals: [Errno] = [.notPermitted, .notSupported, .tooManyLinks, .noFunction]
            guard let errno = error.errno, refusals.contains(errno) else { throw error }
            return false
        }
    }

    private func createLink(_ name: FilePath.Component, _ file: StoredFile) throws(FileError) {
        let text = file.bytes.map { CChar(bitPattern: $0) } + [0]
        try call("create", name) { symlinkat(text, descriptor.rawValue, $0) }
        guard let attributes = file.attributes else { return }
        try call("set the owner of", name) {
            fchownat(descriptor.rawValue, $0, attributes.owner, attributes.group, AT_SYMLINK_NOFOLLOW)
        }
    }

    private func linkText(of name: FilePath.Component) throws(FileError) -> [UInt8] {
        var text = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = try call("read the link", name) { readlinkat(descriptor.rawValue, $0, &text, text.count) }
        return text.prefix(length).map { UInt8(bitPattern: $0) }
    }

    private func opened<Result>(
        _ name: FilePath.Component, _ flags: Int32, permissions: FilePermissions = [],
        _ body: (FileDescriptor) throws(FileError) -> Result
    ) throws(FileError) -> Result {
        let raw = try call(flags & O_CREAT == 0 ? "open" : "create", name) {
            openat(descriptor.rawValue, $0, flags | O_NOFOLLOW | O_CLOEXEC, permissions.rawValue)
        }
        let file = FileDescriptor(rawValue: raw)
        defer { file.release() }
        return try body(file)
    }

    private func doing<Result>(
        _ operation: String, _ target: FilePath, _ body: () throws(Errno) -> Result
    ) throws(FileError) -> Result {
        do throws(Errno) { return try body() } catch { throw FileError(operation, target, error, root: root) }
    }
}

extension StoredFile {
    /// Reads an open file.
    fileprivate init(reading file: FileDescriptor, _ limit: Int) throws(Errno) {
        let status = try FileStatus.of(file)
        var bytes: [UInt8] = []
        do {
            while true {
                let chunk = try [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, filled in
                    filled = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
                }
                if chunk.isEmpty { break }
                bytes += chunk
                guard bytes.count <= limit else { throw Errno.fileTooLarge }
            }
        } catch { throw error as? Errno ?? .ioError }
        self.init(.bytes(bytes), FileAttributes(status, try ExtendedAttributes.all(of: file)))
    }
}

extension FileAttributes {
    fileprivate init(_ status: FileStatus, _ extended: [String: [UInt8]] = [:]) {
        self.init(
            permissions: status.permissions, owner: status.owner, group: status.group, extended: extended)
    }
}

extension FilePermissions {
    /// Those of a configuration file: everybody may read it, its owner may change it.
    public static let everybodyReads = FilePermissions(rawValue: 0o644)
}
