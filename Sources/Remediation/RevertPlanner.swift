import Base
public import Fence
import KeyFile
import NetworkManager
public import NetworkManagerConfiguration
import Node
import SystemPackage

/// Finds what takes a fix back without anybody noticing: our files go, adopted ones return, and NetworkManager keeps
/// its hands off the interfaces that are there.
///
/// A plain reload after the removal would make them managed, and an interface that becomes managed by a reload loses
/// its addresses and routes. So each is marked as released first; the mark ends with the machine.
public struct RevertPlanner {
    private let context: FenceContext
    private let patterns: [InterfacePattern]
    private let skipsReload: Bool

    /// - Parameters:
    ///   - patterns: the name patterns that a fix was about.
    ///   - skipsReload: whether the running daemon is left alone.
    public init(_ context: FenceContext, patterns: [InterfacePattern], skipsReload: Bool) {
        self.context = context
        self.patterns = patterns
        self.skipsReload = skipsReload
    }

    /// The plan; empty where nothing of ours is there.
    public func plan() throws(ChangeFailure) -> Plan {
        let files = PlannedConfiguration(context.root)
        let changes = try self.changes(files)
        let isPending = Journal(root: context.root).isPending
        let reloads =
            !skipsReload && context.live.snapshot != nil
            && (changes.contains { $0.path != ModuleList.path } || isPending)
        files.lay(changes)
        let later = context.subject.policy(reading: files)
        if let problem = later.stack.refusals.first {
            throw .unreadable(problem, in: context.root)
        }
        let fence = DropIn.fence(with: patterns)
        let released = (context.live.snapshot?.devices ?? []).filter { device in
            guard reloads, device.isReal, fence.contains(device.name) else { return false }
            return later.prediction(for: device.traits).afterReload.managed != .no
        }
        return Plan(
            purpose: .revert, changes: changes, patterns: patterns, modules: [], dryRun: [],
            releases: released.map(\.name), reloads: reloads, skipsReload: skipsReload, inputs: files.inputs,
            remarks: remarks(released, changes) + keptLines(changes))
    }

    private func remarks(_ released: [Device], _ changes: [FileChange]) -> [String] {
        var remarks: [String] = []
        if !released.isEmpty {
            remarks.append(
                "existing interfaces stay unmanaged until the next reboot; new ones will be managed")
        }
        if context.root.isHost, changes.contains(where: { $0.path == ModuleList.path }) {
            remarks.append("modules stay loaded until reboot because pods may use them")
        }
        return remarks
    }

    /// What stays in our files because somebody added it, and what goes with them that `fix` did not write.
    private func keptLines(_ changes: [FileChange]) -> [String] {
        let known = Set(DropIn.calicoTokens + patterns.map { "interface-name:\($0)" } + ["*"])
        return changes.flatMap { change -> [String] in
            guard let before = change.before, DropIn.isOurs(change.path.lastComponent, before) else { return [] }
            let lines = DropInLines(before)
            let added = lines.added.map(\.description).filter { !known.contains($0) }
            return
                (lines.others.isEmpty
                ? []
                : [
                    "\(change.path) is kept because of settings added to it: "
                        + lines.others.map(\.name).joined(separator: ", ")
                ])
                + (added.isEmpty
                    ? []
                    : [
                        "the list removed from \(change.path) also names: "
                            + added.joined(separator: ", ")
                    ])
        }
    }

    private func changes(_ files: PlannedConfiguration) throws(ChangeFailure) -> [FileChange] {
        var changes = try dropIns(files)
        if let contents = try bytes(ModuleList.path, files), ModuleList.isOurs(contents) {
            changes.append(FileChange(path: ModuleList.path, old: try present(ModuleList.path, files), new: nil))
        }
        return changes
    }

    private func present(_ path: FilePath, _ files: PlannedConfiguration) throws(ChangeFailure) -> StoredFile? {
        do throws(FileError) { return try files.present(path) } catch { throw .file(error) }
    }

    /// - Throws: where a file cannot be read, which may be ours.
    private func bytes(_ path: FilePath, _ files: PlannedConfiguration) throws(ChangeFailure) -> [UInt8]? {
        do throws(FileError) { return try files.bytes(path) } catch { throw .file(error) }
    }

    private func dropIns(_ files: PlannedConfiguration) throws(ChangeFailure) -> [FileChange] {
        let names: [FilePath.Component]
        switch files.entries(of: DropIn.directory) {
        case .names(let present): names = present
        case .missing: return []
        case .unreadable(let errno):
            throw .file(FileError("read", context.root.outside(DropIn.directory), errno))
        }
        var changes: [FileChange] = []
        for name in names {
            let path = DropIn.directory.appending(name)
            let savedPath = DropIn.savedPath(of: path)
            guard let contents = try bytes(path, files), DropIn.isOurs(name, contents) else {
                // The second name that a run which was killed did not come to take away.
                if files.isSameFile(path, savedPath) {
                    changes.append(
                        FileChange(path: savedPath, old: try present(savedPath, files), new: nil, twin: path))
                }
                continue
            }
            let lines = DropInLines(contents)
            let (old, saved) = (try present(path, files), try present(savedPath, files))
            if let added = lines.others.first {
                guard saved == nil else {
                    throw .unreachable(
                        "\(path):\(added.line) sets \(added.name), which would be lost when \(savedPath) is restored; "
                            + "move it to another file")
                }
                let new = StoredFile(.bytes(lines.replacing(list: [], group: [])), old?.attributes)
                changes.append(FileChange(path: path, old: old, new: new))
            } else {
                changes.append(FileChange(path: path, old: old, new: saved, twin: saved == nil ? nil : savedPath))
            }
            if let saved { changes.append(FileChange(path: savedPath, old: saved, new: nil, twin: path)) }
        }
        return changes.filter { $0.action != .none }
    }
}
