public import Base
import Glibc
import SystemPackage

/// The kernel that a root runs on, or would: the running one, or the newest that is installed in an image.
public struct NodeKernel: Hashable, Sendable {
    /// Its release; nil where none is running here and none is installed.
    public let release: KernelRelease?
    /// Whether it runs now; in an image it is the one that would most likely be started. Where that cannot be seen, it
    /// is taken to run: then what would tell of it cannot be read either, and is not taken to be missing.
    public let isRunning: Bool
    /// The processor in the words of uname(2); nil for an image.
    public let machine: String?
    /// Where that was found.
    public let evidence: Evidence?
    /// Why it is not known which one it is; nil where it is known, and where there is none.
    public let problem: FileError?

    /// Whether this is an image that brings no kernel of its own, as one of a container does.
    public let isAbsent: Bool

    /// The folders that hold one folder for each installed kernel.
    static let moduleFolders: [FilePath] = ["/lib/modules", "/usr/lib/modules"]

    /// Asks the system itself where the root is its own, else the root's /proc, else its folders of modules.
    public init(in root: RootDirectory) {
        if root.isHost {
            let (release, machine) = Self.uname()
            self.init(
                release: KernelRelease(release), isRunning: true, machine: machine,
                evidence: Evidence("uname(2)", release))
            return
        }
        let path: FilePath = "/proc/sys/kernel/osrelease"
        let line: String
        do throws(FileError) { line = try root.readIfPresent(path, limit: 4096)?[...].trimmedText ?? "" } catch {
            self.init(unknown: error, isRunning: true)
            return
        }
        if !line.isEmpty {
            // The root of a host, seen from a container: the kernel is the same.
            self.init(
                release: KernelRelease(line), isRunning: true, machine: Self.uname().machine,
                evidence: Evidence(path, line))
            return
        }
        do throws(FileError) {
            let installed = try Self.installed(in: root).max { !$0.release.isAtLeast($1.release) }
            let hasImage = try root.entriesIfPresent(of: "/boot").contains { $0.string.hasPrefix("vmlinu") }
            self.init(
                release: installed?.release, isRunning: false, machine: nil,
                evidence: installed.map { Evidence($0.folder, $0.release.text) },
                isAbsent: installed == nil && !hasImage)
        } catch {
            self.init(unknown: error, isRunning: false)
        }
    }

    private init(
        release: KernelRelease?, isRunning: Bool, machine: String?, evidence: Evidence?, problem: FileError? = nil,
        isAbsent: Bool = false
    ) {
        self.release = release
        self.isRunning = isRunning
        self.machine = machine
        self.evidence = evidence
        self.problem = problem
        self.isAbsent = isAbsent
    }

    private init(unknown problem: FileError, isRunning: Bool) {
        self.init(release: nil, isRunning: isRunning, machine: nil, evidence: Evidence(problem), problem: problem)
    }

    /// What a package of a kernel puts there: a folder without any was left behind, or has modules of others only.
    private static let signs: [FilePath.Component] = [
        "modules.dep", "modules.dep.bin", "modules.builtin", "modules.order", "kernel", "vmlinuz",
    ]

    private static func installed(
        in root: RootDirectory
    ) throws(FileError) -> [(release: KernelRelease, folder: FilePath)] {
        var installed: [(release: KernelRelease, folder: FilePath)] = []
        for folder in moduleFolders {
            for name in try root.entriesIfPresent(of: folder) {
                guard let release = KernelRelease(name.string) else { continue }
                let path = folder.appending(name)
                for sign in signs where try root.exists(path.appending(sign)) {
                    installed.append((release, path))
                    break
                }
            }
        }
        return installed
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
