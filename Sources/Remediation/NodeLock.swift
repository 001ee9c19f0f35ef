public import Base
public import Node
import SystemPackage

/// The right to change the fence of a node, held by one process at a time.
///
/// The lock is on a file in `/run` of the node itself, which none but root can open, so that a run on the host and
/// one in a container with the host mounted meet each other. Where there is no `/run` to write in, and in an image,
/// in which a run is to leave nothing behind, it is on the directory `/etc`, which everybody can lock who can open
/// it.
public final class NodeLock {
    /// Who has the lock.
    public struct Holder: Hashable, Sendable {
        /// The process.
        public let pid: Int
        /// Its command line; nil where that cannot be read.
        public let command: String?
    }

    /// Why the lock was not had.
    public enum Failure: Error, Hashable, Sendable {
        /// Another process has it, and had it for as long as was waited; nil where its process is not to be seen from
        /// here.
        case held(by: Holder?, waited: Duration)
        /// The wait was ended from outside.
        case interrupted
        /// The directory could not be locked.
        case file(FileError)
    }

    private static let name: FilePath.Component = "nmfence.lock"
    /// How often a lock that is held is tried again: flock(2) has no end of waiting.
    private static let interval = Duration.milliseconds(20)

    private let directory: Directory
    /// Nil where the directory itself is locked.
    private let file: LockFile?

    /// Takes the lock, waiting for it where another process has it.
    public init(in root: RootDirectory, by deadline: Deadline) throws(Failure) {
        (directory, file) = try Waiting.for("another nmfence to finish", by: deadline) { () throws(Failure) in
            try Self.wait(in: root, by: deadline)
        }
    }

    private static func wait(in root: RootDirectory, by deadline: Deadline) throws(Failure) -> (Directory, LockFile?) {
        let start = Deadline(after: .zero)
        while true {
            do throws(FileError) {
                if let taken = try take(in: root) { return taken }
            } catch { throw .file(error) }
            guard !deadline.hasPassed else { throw .held(by: holder(in: root), waited: start.elapsed) }
            guard deadline.pause(for: interval) else { throw .interrupted }
        }
    }

    /// Nil where another process has it.
    private static func take(in root: RootDirectory) throws(FileError) -> (Directory, LockFile?)? {
        if let run = run(in: root) {
            do throws(FileError) { return try LockFile(name, in: run).map { (run, $0) } } catch {
                // No right to, no room, read-only: the plan finds out what of that matters.
            }
        }
        let etc = try Directory("/etc", in: root)
        return try etc.tryLock() ? (etc, nil) : nil
    }

    /// `/run` of a system that runs; nil in an image.
    private static func run(in root: RootDirectory) -> Directory? {
        // Where that cannot be seen, nothing can be locked there either.
        let isRunning =
            root.isHost
            || ["/run/systemd/system", "/run/dbus/system_bus_socket"].contains { (try? root.exists($0)) == true }
        guard isRunning else { return nil }
        // One that cannot be opened is as one that cannot be written: see the caller.
        return try? Directory("/run", in: root)
    }

    /// Whether the lock could be asked for: throws where there is no such directory, as in a root that is no machine's.
    static func check(_ root: RootDirectory) throws(FileError) { _ = try Directory("/etc", in: root) }

    /// The process that holds the lock, from /proc/locks: `1: FLOCK  ADVISORY  WRITE 1234 00:1f:5678 0 EOF`.
    /// Nil where it cannot be seen: the message then names none.
    private static func holder(in root: RootDirectory) -> Holder? {
        let host: RootDirectory
        do throws(FileError) { host = try RootDirectory() } catch { return nil }
        guard let locks = try? host.read("/proc/locks") else { return nil }
        let named = try? run(in: root)?.status(of: name)
        let inodes = [named?.inode, (try? Directory("/etc", in: root).status())?.inode].compactMap(\.self)
        for line in String(decoding: locks, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 5, fields[1] == "FLOCK", inodes.contains(where: { fields[5].hasSuffix(":\($0)") })
            else { continue }
            // 0: a process of another pid namespace.
            guard let pid = Int(fields[4]), pid > 0 else { continue }
            return Holder(pid: pid, command: command(of: pid, in: host))
        }
        return nil
    }

    /// What it was started as; nil where it has ended meanwhile, or may not be seen.
    private static func command(of pid: Int, in host: RootDirectory) -> String? {
        guard let words = try? host.read(FilePath("/proc/\(pid)/cmdline"), limit: 1 << 21), !words.isEmpty else {
            return nil
        }
        let text = words.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
        return text.count > 100 ? text.prefix(100) + "…" : text
    }
}

extension NodeLock.Holder: CustomStringConvertible {
    /// `pid 1234: nmfence fix`.
    public var description: String { "pid \(pid)" + (command.map { ": \($0)" } ?? "") }
}
