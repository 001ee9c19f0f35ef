import Base
import Glibc
import NetworkManager
import Node
import SystemPackage

/// Whether a daemon on the bus sees the files of a root: one in another root or mount namespace may share the bus, as
/// where an installer binds its /run into the system that it installs.
enum DaemonView {
    /// What both must have in common, the closest first: a mount may stand at any of them.
    private static let paths = ["etc/NetworkManager/conf.d", "etc/NetworkManager", "etc"]

    /// Whether it is certain that the daemon sees another folder of configuration.
    static func isForeign(_ processID: UInt32, in root: RootDirectory) -> Bool {
        let prefix = root.isHost ? "" : root.path.string
        let process = "\(prefix)/proc/\(processID)"
        // The number is one of the bus daemon's namespace, which may be another than this one's.
        guard (try? root.read(FilePath("/proc/\(processID)/comm"), limit: 64)) == Array("NetworkManager\n".utf8)
        else { return false }
        for path in paths {
            // Who may not look there does not know.
            guard let theirs = status("\(process)/root/\(path)"), let ours = status("\(prefix)/\(path)") else {
                continue
            }
            return theirs.device != ours.device || theirs.inode != ours.inode
        }
        return false
    }

    private static func status(_ path: String) -> (device: UInt64, inode: UInt64)? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return (UInt64(status.st_dev), UInt64(status.st_ino))
    }
}
