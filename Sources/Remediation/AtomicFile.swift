public import Node
public import SystemPackage

/// Puts a whole file in place, or takes one away, so that every reader and every crash finds the old one or the new
/// one.
///
/// The steps are those of rename(2)'s guarantee: a new file in the same directory, its content on the disk, then its
/// name.
/// The temporary name does not end in `.conf`, because NetworkManager reads every file that does, dotfiles too. It is
/// always the same, so that what a killed run left is removed by the next.
public struct AtomicFile {
    /// The directory that holds the file.
    let directory: Directory
    /// The file's name.
    let name: FilePath.Component

    /// Puts a file in the place of whatever is there.
    func replace(with file: StoredFile) throws(FileError) {
        try place { (temporary) throws(FileError) in try directory.create(temporary, file, like: name) }
    }

    /// The file of a name in a directory.
    public init(directory: Directory, name: FilePath.Component) {
        self.directory = directory
        self.name = name
    }

    /// Puts a file with these bytes there that everybody may read.
    public func replace(with contents: [UInt8]) throws(FileError) { try replace(with: StoredFile(.bytes(contents))) }

    /// Puts the file of another name in the directory there: the file itself, which keeps the other name, too.
    ///
    /// - Returns: false where the file system has no second names.
    func replace(withFileOf other: FilePath.Component) throws(FileError) -> Bool {
        try place { (temporary) throws(FileError) in try directory.link(other, as: temporary) }
    }

    /// Gives the file of another name in the directory this name, too, where nothing has it.
    ///
    /// - Returns: false where the file system has no second names.
    func create(fromFileOf other: FilePath.Component) throws(FileError) -> Bool {
        guard try directory.link(other, as: name) else { return false }
        try directory.synchronize()
        return true
    }

    /// Takes the file away.
    func remove() throws(FileError) {
        try directory.remove(name)
        try directory.remove(temporaryName())
        try directory.synchronize()
    }

    private func place(
        _ make: (FilePath.Component) throws(FileError) -> Bool
    ) throws(FileError) -> Bool {
        let temporary = try temporaryName()
        do throws(FileError) { try directory.remove(temporary) } catch {
            // A read-only file system refuses before it looks whether there is one.
            throw error.errno == .readOnlyFileSystem
                ? FileError("write", directory.path.appending(name), .readOnlyFileSystem) : error
        }
        do throws(FileError) {
            guard try make(temporary) else { return false }
            try directory.rename(temporary, to: name)
            // Of two names of one file, rename(2) leaves both.
            try directory.remove(temporary)
        } catch {
            do throws(FileError) { try directory.remove(temporary) } catch let leftover {
                throw error.leaving(leftover.path)
            }
            throw error
        }
        try directory.synchronize()
        return true
    }

    private func place(_ make: (FilePath.Component) throws(FileError) -> Void) throws(FileError) {
        _ = try place { (temporary) throws(FileError) -> Bool in
            try make(temporary)
            return true
        }
    }

    private func temporaryName() throws(FileError) -> FilePath.Component {
        guard let temporary = FilePath.Component(".\(name.string).nmfence-new") else {
            throw FileError("name a temporary file for", directory.path.appending(name), .invalidArgument)
        }
        return temporary
    }
}
