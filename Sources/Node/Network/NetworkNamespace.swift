import Glibc
public import SystemPackage

/// The network namespace that a root's own processes are in.
public enum NetworkNamespace {
    /// Whether what this process asks the kernel is about the root's network: yes for the process's own root, and for a host's
    /// that is mounted into a container which shares the host's network. False where that cannot be seen.
    public static func isShared(with root: RootDirectory) -> Bool {
        root.isHost || isShared(with: "/proc/1", in: root)
    }

    /// Whether a process, by its folder in /proc, is in this process's own network namespace.
    public static func isShared(with process: FilePath, in root: RootDirectory) -> Bool {
        guard let theirs = try? root.linkTarget(of: process.appending("ns/net")) else { return false }
        var target = [CChar](repeating: 0, count: 256)
        guard readlink("/proc/self/ns/net", &target, target.count - 1) > 0 else { return false }
        return theirs == FilePath(platformString: target)
    }
}
