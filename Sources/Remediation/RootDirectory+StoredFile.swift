import Node
import SystemPackage

extension RootDirectory {
    /// What a path names, a link for itself; nil where there is nothing.
    func storedFile(_ path: FilePath) throws(FileError) -> StoredFile? {
        guard let name = path.lastComponent else { throw FileError("read", path, .invalidArgument) }
        do throws(FileError) {
            return try Directory(path.removingLastComponent(), in: self).file(name)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }
}
