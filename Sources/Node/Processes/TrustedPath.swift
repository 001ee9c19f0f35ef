import Base
import CLinux
import Glibc
import SystemPackage

/// The way to a program, component by component and link by link: everything on it must belong to root and be root's
/// alone to change. Whoever can write to a folder can put another file in the place of any in it.
struct TrustedPath {
    private let path: FilePath
    private let owner: UInt32
    private var parents: [(descriptor: FileDescriptor, path: FilePath)] = []
    private var links = 0

    /// - Parameter owner: whom everything must belong to.
    init(to path: FilePath, owner: UInt32) {
        self.path = path
        self.owner = owner
    }

    /// Follows the way, which begins at `top`, and links with it.
    mutating func follow(below top: FilePath) throws(TrustedProgram.Refusal) {
        parents = [
            (
                try opened { top.withPlatformString { open($0, Resolution.pathOnly | O_DIRECTORY | O_CLOEXEC) } }, "/"
            )
        ]
        defer { for parent in parents { parent.descriptor.release() } }
        _ = try check(parents[0].descriptor, "/")
        var pending = Array(path.components.reversed())
        while let component = pending.popLast() {
            switch component.kind {
            case .currentDirectory: continue
            case .parentDirectory: leave(to: parents.count - 1)
            case .regular: try enter(component, &pending)
            }
        }
        guard let last = parents.last else { return }
        let status = try check(last.descriptor, last.path)
        guard status.kind == .regular else { throw untrusted(last.path, "is a \(status.kind.rawValue), not a program") }
        guard status.permissions.rawValue & 0o111 != 0 else { throw untrusted(last.path, "is not executable") }
    }

    private mutating func enter(
        _ component: FilePath.Component, _ pending: inout [FilePath.Component]
    ) throws(TrustedProgram.Refusal) {
        guard let parent = parents.last else { return }
        let place = parent.path.appending(component)
        let descriptor = try opened {
            component.withPlatformString {
                openat(parent.descriptor.rawValue, $0, Resolution.pathOnly | O_NOFOLLOW | O_CLOEXEC)
            }
        }
        var isKept = false
        defer { if !isKept { descriptor.release() } }
        guard try check(descriptor, place).kind == .symbolicLink else {
            isKept = true
            parents.append((descriptor, place))
            return
        }
        links += 1
        guard links <= Resolution.linkLimit else {
            throw .unreadable(path, .tooManySymbolicLinkLevels)
        }
        let target: FilePath
        do throws(Errno) { target = try FilePath(linkOf: descriptor) } catch { throw .unreadable(path, error) }
        if target.isAbsolute { leave(to: 1) }
        pending += target.components.reversed()
    }

    /// Goes back to the first so many places; above the top is the top.
    private mutating func leave(to count: Int) {
        for parent in parents.dropFirst(max(1, count)) { parent.descriptor.release() }
        parents.removeSubrange(max(1, count)...)
    }

    private func check(_ descriptor: FileDescriptor, _ place: FilePath) throws(TrustedProgram.Refusal) -> FileStatus {
        let status: FileStatus
        do throws(Errno) { status = try FileStatus.of(descriptor) } catch { throw .unreadable(path, error) }
        guard status.owner == owner else {
            throw untrusted(place, "is owned by user \(status.owner), not by root")
        }
        // The mode of a link says nothing. That of a file with an access list has the list's mask for the group.
        guard status.kind == .symbolicLink || status.permissions.rawValue & 0o022 == 0 else {
            let mode = String(status.permissions.rawValue, radix: 8)
            throw untrusted(place, "is writable by group or others (mode \(mode))")
        }
        return status
    }

    private func untrusted(_ place: FilePath, _ problem: String) -> TrustedProgram.Refusal {
        .untrusted(path, place: place, problem: problem)
    }

    private func opened(_ open: () -> Int32) throws(TrustedProgram.Refusal) -> FileDescriptor {
        do throws(Errno) { return FileDescriptor(rawValue: try systemCall(open)) } catch {
            throw error == .noSuchFileOrDirectory || error == .notDirectory
                ? .missing(name: path.lastComponent?.string ?? path.string) : .unreadable(path, error)
        }
    }
}
