public import Checks
import NetworkManager
public import NetworkManagerConfiguration
import Node
import SystemPackage

/// Finds what takes a fix back without anybody noticing: our files go, adopted ones return, and NetworkManager keeps its hands off
/// the interfaces that are there.
///
/// A plain reload after the removal would make them managed, and an interface that becomes managed by a reload loses its
/// addresses and routes. So each is marked as released first; the mark ends with the machine.
public struct RevertPlanner {
    private let context: CheckContext
    private let patterns: [InterfacePattern]
    private let skipsReload: Bool

    /// - Parameters:
    ///   - patterns: the name patterns that a fix was about.
    ///   - skipsReload: whether the running daemon is left alone.
    public init(_ context: CheckContext, patterns: [InterfacePattern], skipsReload: Bool) {
        self.context = context
        self.patterns = patterns
        self.skipsReload = skipsReload
    }

    /// The plan; empty where nothing of ours is there.
    public func plan() throws(ChangeFailure) -> Plan {
        let files = PlannedConfiguration(context.root)
        let changes = self.changes(files)
        let isPending = Journal(root: context.root).isPending
        let reloads =
            !skipsReload && context.live.snapshot != nil
            && (changes.contains { $0.path != ModuleList.path } || isPending)
        files.lay(changes)
        let later = context.subject.policy(reading: files)
        if let problem = later.stack.refusals.first {
            throw .unreadableConfiguration("\(Origin(path: problem.path, line: problem.line)): \(problem.message)")
        }
        let fence = DropIn.fence(with: patterns)
        let released = (context.live.snapshot?.devices ?? []).filter { device in
            guard reloads, device.isReal, fence.contains(device.name) else { return false }
            return later.prediction(for: device.traits).afterReload.managed != false
        }
        return Plan(
            purpose: .revert, changes: changes, patterns: patterns, modules: [], releases: released.map(\.name),
            reloads: reloads, skipsReload: skipsReload, inputs: files.inputs, remarks: remarks(released, changes))
    }

    private func remarks(_ released: [Device], _ changes: [FileChange]) -> [String] {
        var remarks: [String] = []
        if !released.isEmpty {
            remarks.append(
                "NetworkManager keeps its hands off the interfaces that are there now until the machine starts again; "
                    + "those that come later are its own")
        }
        if context.root.isHost, changes.contains(where: { $0.path == ModuleList.path }) {
            remarks.append("kernel modules that were loaded stay until the machine starts again: pods may use them")
        }
        return remarks
    }

    private func changes(_ files: PlannedConfiguration) -> [FileChange] {
        let modules = files.present(ModuleList.path).flatMap { contents in
            ModuleList.isOurs(contents) ? FileChange(path: ModuleList.path, before: contents, after: nil) : nil
        }
        return dropIns(files) + [modules].compactMap(\.self)
    }

    private func dropIns(_ files: PlannedConfiguration) -> [FileChange] {
        guard case .names(let names) = files.entries(of: DropIn.directory) else { return [] }
        return names.map { DropIn.directory.appending($0) }.flatMap { path -> [FileChange] in
            guard let contents = files.present(path), DropIn.isOurs(contents) else { return [] }
            let savedPath = DropIn.savedPath(of: path)
            guard let saved = files.present(savedPath) else {
                return [FileChange(path: path, before: contents, after: nil)]
            }
            return [
                FileChange(path: path, before: contents, after: saved),
                FileChange(path: savedPath, before: saved, after: nil),
            ]
        }
    }
}
