import Base
public import Node
public import SystemPackage

/// Where systemd looks for the files of one kind, and which of them count: `conf_files_list_strv()` in
/// src/basic/conf-files.c.
///
/// Of files of the same name the one in the first folder counts, whatever it holds; all are then read in the order of
/// their names.
public struct SystemdFolders {
    private let root: RootDirectory
    /// The user that reads them, so that a file that only root may read is not read; nil for root.
    private let reader: Reader?

    /// A user who reads files.
    public struct Reader: Hashable, Sendable {
        /// The number of the user.
        public let user: UInt32
        /// The number of the user's group.
        public let group: UInt32

        /// An account of the root; nil where there is none of this name, or none can be read.
        public init?(_ name: String, in root: RootDirectory) throws(FileError) {
            let accounts = try root.readIfPresent("/etc/passwd", limit: 1 << 20) ?? []
            for line in String(decoding: accounts, as: UTF8.self).split(separator: "\n") {
                let fields = line.split(separator: ":", omittingEmptySubsequences: false)
                guard fields.count > 3, fields[0] == name, let user = UInt32(fields[2]), let group = UInt32(fields[3])
                else { continue }
                (self.user, self.group) = (user, group)
                return
            }
            return nil
        }
    }

    /// The folders above, the one that counts most first. Where /usr is merged the last is the one before.
    static let parents: [FilePath] = ["/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib"]

    /// - Parameter reader: who reads the files; nil for root, who may read all.
    public init(in root: RootDirectory, readBy reader: Reader? = nil) {
        self.root = root
        self.reader = reader
    }

    /// The files that count, in the order of their names; hidden ones do not.
    /// - Parameters:
    ///   - folder: relative to the folders above: `systemd/network`.
    ///   - suffix: what their names end in.
    public func files(in folder: String, suffix: String) throws(FileError) -> [FilePath] {
        var byName: [String: FilePath] = [:]
        for parent in Self.parents {
            let path = parent.appending(folder)
            for name in try root.entriesIfPresent(of: path)
            where name.string.hasSuffix(suffix) && !name.string.hasPrefix(".") && byName[name.string] == nil {
                byName[name.string] = path.appending(name)
            }
        }
        return byName.values.sorted { Self.name($0).utf8.lexicographicallyPrecedes(Self.name($1).utf8) }
    }

    static func name(_ path: FilePath) -> String { path.lastComponent?.string ?? "" }

    /// The assignments of a file; nil where systemd passes over it: it is empty, a link to /dev/null or to nothing,
    /// not a file, or not for the reader's eyes.
    /// - Throws: where it counts, and cannot be read from here.
    func settings(of path: FilePath) throws(FileError) -> SystemdFile? {
        guard try !isMasked(path) else { return nil }
        do throws(FileError) {
            return SystemdFile(try root.read(path, limit: Self.limit), at: path)
        } catch {
            switch error.code {
            case .notRegular, .tooManyLinks: return nil
            case .system where error.isMissing: return nil
            case .system, .tooLarge: throw error
            }
        }
    }

    /// Whether a file is passed over without being read.
    private func isMasked(_ path: FilePath) throws(FileError) -> Bool {
        do throws(FileError) {
            let link = try root.statusOfLink(path)
            if link.kind == .symbolicLink, try root.linkTarget(of: path) == "/dev/null" { return true }
            let status = try root.status(of: path)
            return status.kind != .regular || status.size == 0 || !isReadable(status)
        } catch {
            if error.isMissing || error.code == .tooManyLinks { return true }
            throw error
        }
    }

    private func isReadable(_ status: FileStatus) -> Bool {
        guard let reader else { return true }
        if status.owner == reader.user { return status.permissions.contains(.ownerRead) }
        if status.group == reader.group { return status.permissions.contains(.groupRead) }
        return status.permissions.contains(.otherRead)
    }

    /// The most bytes of one file: real ones have some hundred.
    private static let limit = 1 << 20
}
