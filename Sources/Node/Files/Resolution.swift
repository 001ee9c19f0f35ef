import Base
import CLinux
import Glibc
import SystemPackage

/// How a path is resolved below a root directory.
enum Resolution {
    /// The kernel's ordinary way: the root is the root of the process.
    case plain
    /// openat2(2) with RESOLVE_IN_ROOT, and the walk where the kernel lacks it (before Linux 5.6) or a container
    /// forbids it.
    case system
    /// Component by component, each link followed by hand.
    case walk

    /// O_PATH of open(2): a descriptor that only names the file.
    static let pathOnly = Int32(NMFENCE_O_PATH)

    /// The most links that Linux follows in one path: path_resolution(7).
    static let linkLimit = 40

    /// Opens a path below `root`; `flags` are those of open(2).
    func open(_ path: FilePath, in root: FileDescriptor, flags: Int32) throws(Errno) -> FileDescriptor {
        switch self {
        case .plain:
            return try Self.openAt(root, path.removingRoot(), flags: flags)
        case .system:
            var how = nmfence_open_how(
                flags: UInt64(UInt32(bitPattern: flags)), mode: 0,
                resolve: UInt64(NMFENCE_RESOLVE_IN_ROOT | NMFENCE_RESOLVE_NO_MAGICLINKS))
            do throws(Errno) {
                return FileDescriptor(
                    rawValue: try systemCall {
                        path.withPlatformString { nmfence_openat2(root.rawValue, $0, &how) }
                    })
            } catch {
                // EPERM: seccomp filters written before the call existed; a real denial of opening is EACCES, and where
                // EPERM is real (an immutable file opened for writing) the walk meets it again. EAGAIN: something was
                // renamed, anywhere, while a ".." was followed.
                let isOfCall = [.noFunction, .notPermitted, .resourceTemporarilyUnavailable].contains(error)
                guard isOfCall else { throw error }
                return try Self.walk(path, in: root, flags: flags)
            }
        case .walk:
            return try Self.walk(path, in: root, flags: flags)
        }
    }

    private static func openAt(_ directory: FileDescriptor, _ path: FilePath, flags: Int32) throws(Errno)
        -> FileDescriptor
    {
        let relative: FilePath = path.isEmpty ? "." : path
        return FileDescriptor(
            rawValue: try systemCall { relative.withPlatformString { openat(directory.rawValue, $0, flags) } })
    }

    /// Without a path of that one name, which takes longer than all else in the walk.
    private static func openAt(_ directory: FileDescriptor, _ name: FilePath.Component, flags: Int32) throws(Errno)
        -> FileDescriptor
    {
        FileDescriptor(
            rawValue: try systemCall { name.withPlatformString { openat(directory.rawValue, $0, flags) } })
    }

    /// The same as RESOLVE_IN_ROOT, one component at a time, so that no link is ever followed by the kernel.
    private static func walk(_ path: FilePath, in root: FileDescriptor, flags: Int32) throws(Errno) -> FileDescriptor {
        var parents: [FileDescriptor] = []
        defer { for parent in parents { parent.release() } }
        var pending = Array(path.components.reversed())
        var links = 0
        while let component = pending.popLast() {
            if component.kind == .currentDirectory { continue }
            if component.kind == .parentDirectory {
                if let last = parents.popLast() { last.release() }
                continue
            }
            let current = parents.last ?? root
            let found = try openAt(current, component, flags: Self.pathOnly | O_NOFOLLOW | O_CLOEXEC)
            let kind: FileStatus.Kind
            do throws(Errno) { kind = try FileStatus.of(found).kind } catch {
                found.release()
                throw error
            }
            if kind == .symbolicLink, !(pending.isEmpty && flags & O_NOFOLLOW != 0) {
                defer { found.release() }
                links += 1
                guard links <= linkLimit else { throw .tooManySymbolicLinkLevels }
                let target = try FilePath(linkOf: found)
                if target.isAbsolute {
                    for parent in parents { parent.release() }
                    parents = []
                }
                pending += target.components.reversed()
            } else if pending.isEmpty {
                found.release()
                // Never through a link: one that was put there since it was looked at is an error (ELOOP), not
                // followed.
                return try openAt(current, component, flags: flags | O_NOFOLLOW)
            } else {
                parents.append(found)
            }
        }
        return try openAt(parents.last ?? root, "." as FilePath, flags: flags)
    }
}
