import Glibc
import SystemPackage

/// The kernel that a root runs on, or would: the running one, or the newest that is installed in an image.
public struct NodeKernel: Hashable, Sendable {
    /// Its release; nil where none is running here and none is installed.
    public let release: KernelRelease?
    /// Whether it runs now; in an image it is the one that would most likely be started.
    public let isRunning: Bool
    /// The processor in the words of uname(2); nil for an image.
    public let machine: String?
    /// Where that was found.
    public let sighting: Sighting?

    /// The folders that hold one folder for each installed kernel.
    static let moduleFolders: [FilePath] = ["/lib/modules", "/usr/lib/modules"]

    /// Asks the system itself where the root is its own, else the root's /proc, else its folders of modules.
    public init(in root: RootDirectory) {
        if root.isHost {
            let (release, machine) = Self.uname()
            self.init(
                release: KernelRelease(release), isRunning: true, machine: machine,
                sighting: Sighting("uname(2)", release))
        } else if let line = try? root.read("/proc/sys/kernel/osrelease", limit: 4096)[...].trimmedText, !line.isEmpty {
            // The root of a host, seen from a container: the kernel is the same.
            let path: FilePath = "/proc/sys/kernel/osrelease"
            self.init(
                release: KernelRelease(line), isRunning: true, machine: Self.uname().machine,
                sighting: Sighting(path, line))
        } else {
            let installed = Self.installed(in: root).max { !$0.release.isAtLeast($1.release) }
            self.init(
                release: installed?.release, isRunning: false, machine: nil,
                sighting: installed.map { Sighting($0.folder, $0.release.text) })
        }
    }

    private init(release: KernelRelease?, isRunning: Bool, machine: String?, sighting: Sighting?) {
        self.release = release
        self.isRunning = isRunning
        self.machine = machine
        self.sighting = sighting
    }

    private static func installed(in root: RootDirectory) -> [(release: KernelRelease, folder: FilePath)] {
        moduleFolders.flatMap { folder in
            ((try? root.entries(of: folder)) ?? []).compactMap { name in
                KernelRelease(name.string).map { ($0, folder.appending(name)) }
            }
        }
    }

    private static func uname() -> (release: String, machine: String) {
        var name = utsname()
        Glibc.uname(&name)
        func text<Field>(_ field: Field) -> String {
            withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
        return (text(name.release), text(name.machine))
    }
}
