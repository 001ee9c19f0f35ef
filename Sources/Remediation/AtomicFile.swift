import Node
import SystemPackage

/// Puts a whole file in place, or takes one away, so that every reader and every crash finds the old one or the new one.
///
/// The steps are those of rename(2)'s guarantee: a new file in the same directory, its content on the disk, then its name.
/// The temporary name does not end in `.conf`, because NetworkManager reads every file that does, dotfiles too. It is always the same, so that what a killed run left is removed by the next.
struct AtomicFile {
    /// The directory that holds the file.
    let directory: Directory
    /// The file's name.
    let name: FilePath.Component

    /// Permissions of a configuration file: everybody may read it, root may change it.
    static let permissions = FilePermissions(rawValue: 0o644)

    /// Puts these bytes in the file's place.
    func replace(with contents: [UInt8]) throws(FileError) {
        let temporary = try temporaryName()
        try directory.remove(temporary)
        do {
            let old = directory.securityContext(of: name)
            try directory.create(temporary, contents, permissions: Self.permissions, securityContext: old)
            try directory.rename(temporary, to: name)
        } catch {
            do throws(FileError) { try directory.remove(temporary) } catch let leftover {
                throw error.leaving(leftover.path)
            }
            throw error
        }
        try directory.synchronize()
    }

    /// Takes the file away.
    func remove() throws(FileError) {
        try directory.remove(name)
        try directory.remove(temporaryName())
        try directory.synchronize()
    }

    private func temporaryName() throws(FileError) -> FilePath.Component {
        guard let temporary = FilePath.Component(".\(name.string).nmfence-new") else {
            throw FileError("name a temporary file for", directory.path.appending(name), .invalidArgument)
        }
        return temporary
    }
}
