import Base
import Glibc
public import SystemPackage

/// The network namespace that a root's own processes are in.
public enum NetworkNamespace {
    /// Whether what this process asks the kernel is about the root's network: yes for the process's own root, and for a
    /// host's that is mounted into a container which shares the host's network. No where the root shows no processes.
    /// - Throws: where that cannot be seen: only who may trace a process may see its namespaces.
    public static func isShared(with root: RootDirectory) throws(FileError) -> Bool {
        if root.isHost { return true }
        return try isShared(with: "/proc/1", in: root)
    }

    /// Whether a process, by its folder in /proc, is in this process's own network namespace.
    /// - Throws: where that cannot be seen.
    public static func isShared(with process: FilePath, in root: RootDirectory) throws(FileError) -> Bool {
        let theirs: FilePath
        do throws(FileError) { theirs = try root.linkTarget(of: process.appending("ns/net")) } catch {
            guard error.isMissing else { throw error }
            return false
        }
        let own: FilePath = "/proc/self/ns/net"
        var target = [CChar](repeating: 0, count: 256)
        do throws(Errno) {
            try systemCall { own.withPlatformString { readlink($0, &target, target.count - 1) } }
        } catch { throw FileError("read the link", own, error) }
        return theirs == FilePath(platformString: target)
    }
}
