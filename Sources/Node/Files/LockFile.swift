import Base
import Glibc
public import SystemPackage

/// A file that only its owner can open, held under lock by one process at a time, and gone with the value.
///
/// What a killed process leaves of it is taken up by the next.
public final class LockFile {
    private let directory: Directory
    private let name: FilePath.Component
    private let descriptor: FileDescriptor

    /// Makes the file where it is not there, and takes its lock; nil where another process has it.
    public init?(_ name: FilePath.Component, in directory: Directory) throws(FileError) {
        self.directory = directory
        self.name = name
        while true {
            let file = try Self.open(name, in: directory)
            var isOurs = false
            defer { if !isOurs { file.release() } }
            do throws(Errno) { try systemCall { flock(file.rawValue, LOCK_EX | LOCK_NB) } } catch {
                guard error == .wouldBlock else { throw FileError("lock", directory.path.appending(name), error) }
                return nil
            }
            // The one who had it before may have taken the name away since the file was opened.
            isOurs = try Self.isNamed(file, name, in: directory)
            guard isOurs else { continue }
            descriptor = file
            return
        }
    }

    deinit {
        // While it is locked: whoever opened it before finds out that its name is gone. A name that cannot be taken
        // away is left to the next process, as that of a killed one is.
        try? directory.remove(name)
        descriptor.release()
    }

    private static func open(_ name: FilePath.Component, in directory: Directory) throws(FileError) -> FileDescriptor {
        let target = directory.path.appending(name)
        let file = try directory.openOrCreate(name, permissions: .ownerReadWrite)
        let kind: FileStatus.Kind
        do throws(Errno) { kind = try FileStatus.of(file).kind } catch {
            file.release()
            throw FileError("inspect", target, error)
        }
        guard kind == .regular else {
            file.release()
            throw FileError(code: .notRegular(kind), "lock", target)
        }
        return file
    }

    private static func isNamed(
        _ file: FileDescriptor, _ name: FilePath.Component, in directory: Directory
    ) throws(FileError) -> Bool {
        let named = try directory.status(of: name)
        do throws(Errno) {
            let opened = try FileStatus.of(file)
            return named?.inode == opened.inode && named?.device == opened.device
        } catch {
            throw FileError("inspect", directory.path.appending(name), error)
        }
    }
}
