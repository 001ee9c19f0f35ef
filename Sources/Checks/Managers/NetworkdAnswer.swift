import Base
import Fence
import NetworkManagerConfiguration
import Node
import OtherManagers
import SystemPackage

/// What systemd-networkd does with the interfaces of some patterns: the worst of it.
struct NetworkdAnswer {
    enum State: Int {
        case leftAlone, undetermined, taken
    }

    private(set) var state = State.leftAlone
    /// The interface that shows it.
    private(set) var name = ""
    private var file: MatchedFile?
    /// A file that is for the interface and comes too late.
    private var late: MatchedFile?
    /// The files that protect, where all are left alone.
    private var protecting: [Evidence] = []

    /// The file that decides.
    var path: String { file?.path.string ?? "" }

    init(_ files: NetworkFiles, _ patterns: [InterfacePattern]) {
        for pattern in patterns {
            for name in files.names(like: pattern.example, where: pattern.covers) {
                take(files.decision(for: LinkTraits(name: name, kind: pattern.kind)), name)
                if state == .taken {
                    late = files.unmanaging(LinkTraits(name: name, kind: pattern.kind))
                    return
                }
            }
        }
    }

    private mutating func take(_ decision: NetworkFiles.Decision, _ name: String) {
        switch decision {
        case .none: break
        case .unmanaged(let file): protecting += file.match.evidence.prefix(1)
        case .undetermined(let file) where state == .leftAlone:
            (state, self.file, self.name) = (.undetermined, file, name)
        case .undetermined: break
        case .managed(let file): (state, self.file, self.name) = (.taken, file, name)
        }
    }

    /// The places that show it.
    var evidence: [Evidence] {
        guard let file else { return protecting.unique }
        let match = file.match.evidence
        return match.isEmpty ? [Evidence(file.path, "has an empty [Match] section")] : match
    }

    /// What is said of a file that protects the interface, and would, if it came first.
    var lateness: String { late.map { "; \($0.path) comes too late" } ?? "" }

    /// A file that comes before.
    func remedy(_ names: [String], _ version: Int?, in context: CheckContext) -> Remedy {
        let (root, folder) = (context.root, FilePath("/etc/systemd/network"))
        let before = file?.path.lastComponent?.string ?? NetworkdFence.name
        // What cannot be seen is not taken.
        let free = NetworkdFence.name(before: before) { (try? root.exists(folder.appending($0))) != false }
        guard let free else {
            return Remedy(
                words: "make the [Match] section of \(path) narrower, so that it matches no interface of Calico")
        }
        let target = root.outside(folder.appending(free)).string.shellWord
        let text = "[Match]\\nName=\(names.joined(separator: " "))\\n\\n[Link]\\nUnmanaged=yes\\n"
        let write = "mkdir -p \(root.outside(folder).string.shellWord) && printf '\(text)' >\(target)"
        guard context.node.kernel.isRunning, root.isHost else { return Remedy(write) }
        guard version ?? 0 >= 244 else {
            return Remedy(
                "\(write) && systemctl restart systemd-networkd", note: "drain the node first", disrupts: true)
        }
        return Remedy("\(write) && networkctl reload")
    }
}
