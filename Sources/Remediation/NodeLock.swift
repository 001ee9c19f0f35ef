public import Node
import SystemPackage

/// The right to change the fence of a node, held by one process at a time.
///
/// The lock is on the directory `/etc` of the node itself, so that nothing is left by a process that is killed, and that a run
/// on the host and one in a container with the host mounted meet each other.
public final class NodeLock {
    /// Why the lock was not had.
    public enum Failure: Error, Hashable, Sendable {
        /// Another process has it; its pid where that can be seen.
        case held(by: Int?)
        /// The directory could not be locked.
        case file(FileError)
    }

    private let directory: Directory

    /// Takes the lock, or says who has it.
    public init(in root: RootDirectory) throws(Failure) {
        let locked: Bool
        do throws(FileError) {
            directory = try Directory("/etc", in: root)
            locked = try directory.tryLock()
        } catch { throw .file(error) }
        guard locked else { throw .held(by: Self.holder(of: directory)) }
    }

    /// Whether the lock could be asked for: throws where there is no such directory, as in a root that is no machine's.
    static func check(_ root: RootDirectory) throws(FileError) { _ = try Directory("/etc", in: root) }

    /// The process that holds the lock, from /proc/locks: `1: FLOCK  ADVISORY  WRITE 1234 00:1f:5678 0 EOF`.
    private static func holder(of directory: Directory) -> Int? {
        guard let status = try? directory.status(), let locks = try? RootDirectory().read("/proc/locks") else {
            return nil
        }
        for line in String(decoding: locks, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 5, fields[1] == "FLOCK", fields[5].hasSuffix(":\(status.inode)") else { continue }
            // 0: a process of another pid namespace.
            if let pid = Int(fields[4]), pid > 0 { return pid }
        }
        return nil
    }
}
