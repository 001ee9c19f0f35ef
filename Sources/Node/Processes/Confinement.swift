public import Base
import SystemPackage

/// What the system as a whole forbids, whoever asks.
public struct Confinement {
    private let root: RootDirectory

    /// The limits of the system that a root belongs to.
    public init(in root: RootDirectory) {
        self.root = root
    }

    /// Whether the first process is in the user namespace that the machine started with; nil where no process shows.
    ///
    /// Only there do the user numbers stand for themselves, all of them: user_namespaces(7).
    public var isInitialUserNamespace: (value: Bool, evidence: Evidence)? {
        get throws(FileError) {
            for process in Self.witnesses {
                let path = FilePath("/proc/\(process)/uid_map")
                guard let map = try root.readIfPresent(path, limit: 1 << 16) else { continue }
                let words = map[...].words
                return (words == ["0", "0", "4294967295"], Evidence(path, line: 1, words.joined(separator: " ")))
            }
            return nil
        }
    }

    /// The kernel's lockdown (`none`, `integrity`, `confidentiality`); nil where it has none or securityfs is not
    /// mounted.
    public var lockdown: (mode: String, evidence: Evidence)? {
        get throws(FileError) {
            let path: FilePath = "/sys/kernel/security/lockdown"
            guard let words = try root.readIfPresent(path, limit: 4096)?[...].words,
                let chosen = words.first(where: { $0.hasPrefix("[") && $0.hasSuffix("]") })
            else { return nil }
            return (String(chosen.dropFirst().dropLast()), Evidence(path, line: 1, words.joined(separator: " ")))
        }
    }

    /// Whether loading of modules was switched off until the next start; nil for a kernel without modules.
    public var isModuleLoadingOff: (value: Bool, evidence: Evidence)? {
        get throws(FileError) {
            let path: FilePath = "/proc/sys/kernel/modules_disabled"
            guard let text = try root.readIfPresent(path, limit: 64)?[...].trimmedText else { return nil }
            return (text == "1", Evidence(path, line: 1, text))
        }
    }

    /// Whether /proc/sys is mounted for reading only; nil where no process shows.
    public var isProcSysReadOnly: (value: Bool, evidence: Evidence)? {
        get throws(FileError) {
            for process in Self.witnesses {
                let path = FilePath("/proc/\(process)/mountinfo")
                guard let contents = try root.readIfPresent(path, limit: 16 << 20) else { continue }
                if let mount = Self.mountOfProcSys(contents, path) { return mount }
            }
            return nil
        }
    }

    /// The first process is asked before this one: inside a container only its view is the node's. This one's is not
    /// taken for it where the first one's may not be read.
    private static let witnesses = ["1", "self"]

    private static func mountOfProcSys(_ contents: [UInt8], _ path: FilePath) -> (value: Bool, evidence: Evidence)? {
        var last: (value: Bool, evidence: Evidence)?
        for line in TextLines(contents) {
            let words = line.bytes.words
            // Fields of proc(5): 5 is the mount point, 6 its options. Of two mounts on one place the later one is seen.
            guard words.count > 5, words[4] == "/proc" || words[4] == "/proc/sys" else { continue }
            if words[4] == "/proc", last?.evidence.text.contains(" /proc/sys ") == true { continue }
            let isReadOnly = words[5].split(separator: ",").contains("ro")
            last = (isReadOnly, Evidence(path, line: line.number, words.joined(separator: " ")))
        }
        return last
    }
}
