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

    /// How many globs are compared with names; real files have some hundred.
    private static let limit = 4_000_000

    init(_ files: NetworkFiles, _ patterns: [InterfacePattern]) {
        let share = max(4, Self.limit / (1 + files.nameCount) / max(1, patterns.count))
        for pattern in patterns {
            let names = files.names(like: pattern.example, where: pattern.covers)
            for name in names.prefix(share) {
                take(files.decision(for: LinkTraits(name: name, kind: pattern.kind)), name)
                if state == .taken {
                    late = files.unmanaging(LinkTraits(name: name, kind: pattern.kind))
                    return
                }
            }
            // What was not looked at is not known.
            if names.count > share, let file = files.longest { take(.undetermined(file), names[share]) }
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
        let words = NetworkdFence.words(for: names).words.joined(separator: " ")
        let lines = ["[Match]", "Name=\(words)", "", "[Link]", "Unmanaged=yes"].map(\.shellWord)
        let write =
            "mkdir -p \(root.outside(folder).string.shellWord) && printf '%s\\n' \(lines.joined(separator: " ")) "
            + ">\(target)"
        guard context.node.kernel.isRunning, root.isHost else { return Remedy(write) }
        guard version ?? 0 >= 244 else {
            return Remedy(
                "\(write) && systemctl restart systemd-networkd", note: "drain the node first", disrupts: true)
        }
        return Remedy("\(write) && networkctl reload")
    }
}
