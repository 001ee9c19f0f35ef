public import Fence
import KeyFile
import NetworkManager
public import NetworkManagerConfiguration
public import Node
import SystemPackage

/// Finds the smallest change after which NetworkManager leaves every required interface alone and decides about every other one
/// as before.
public struct FixPlanner {
    /// What the user allows.
    public struct Permissions: Hashable, Sendable {
        /// Replace a file of somebody else's that has our name, keeping a copy.
        public var adopts = false
        /// Cut running workloads off where there is no gentle way.
        public var disrupts = false
        /// Load these kernel modules, now and whenever the machine starts; nil to leave modules alone.
        public var modules: LoadableModules?
        /// Leave the running daemon alone.
        public var skipsReload = false

        /// Nothing of it.
        public init() {}
    }

    /// The most exceptions that are taken out of a list before it is given up.
    private static let removalLimit = 64

    private let context: FenceContext
    private let patterns: [InterfacePattern]
    private let permissions: Permissions
    private let files: PlannedConfiguration
    private let subject: ConfigurationSubject

    /// - Parameter patterns: the name patterns that must be unmanaged.
    public init(_ context: FenceContext, patterns: [InterfacePattern], permissions: Permissions = Permissions()) {
        self.context = context
        self.patterns = patterns
        self.permissions = permissions
        files = PlannedConfiguration(context.root)
        subject = ConfigurationSubject(context)
    }

    /// The plan; it may be empty.
    /// - Throws: where nothing that `fix` may write reaches the goal; the failure says what stands in the way.
    public func plan() throws(ChangeFailure) -> Plan {
        let present = subject.policy(reading: files)
        if let problem = present.stack.refusals.first {
            throw .unreadableConfiguration(
                "\(Origin(path: problem.path, line: problem.line)): \(problem.message)")
        }
        let dropIns = try isReached(by: present) ? [] : self.changes(from: present)
        let fenced = DropIn.fence(with: patterns)
        let reloads = shouldReload(dropIns, fenced, reached: present)
        let driven =
            reloads
            ? (context.live.snapshot.map { present in
                present.devices.filter { fenced.contains($0.name) && present.mayDrive($0) }
            } ?? []) : []
        try refuseDisruption(driven.filter(\.isDriven))
        let list = try moduleList()
        let modules: ModulePlan
        do throws(Modprobe.Failure) { modules = try ModulePlan(permissions.modules, in: context) } catch {
            throw .module(error)
        }
        return Plan(
            purpose: .fix, changes: dropIns + list, patterns: patterns, modules: modules.names, dryRun: modules.actions,
            releases: driven.map(\.name), reloads: reloads, skipsReload: permissions.skipsReload, inputs: files.inputs,
            remarks: remarks + modules.remarks)
    }

    /// The list from which systemd loads modules, with those in it that are wanted beside those that it has.
    private func moduleList() throws(ChangeFailure) -> [FileChange] {
        guard let wanted = permissions.modules?.names, !wanted.isEmpty else { return [] }
        let before = try present(ModuleList.path)
        if let before, before.isLink || !ModuleList.isOurs(before.bytes) {
            throw .unreachable("\(ModuleList.path) was not written by nmfence: rename it")
        }
        let listed = before.map { ModuleList.names(in: $0.bytes) } ?? []
        let names = listed + wanted.filter { !listed.contains($0) }
        // Nothing new: the file stays as it is, whatever else somebody wrote into it.
        guard before == nil || names != listed else { return [] }
        let list = StoredFile(.bytes(ModuleList(names: names).contents), before?.attributes)
        return [FileChange(path: ModuleList.path, old: before, new: list)]
    }

    /// Whether no required name is managed, and nothing about it is uncertain.
    private func isReached(by policy: ManagedPolicy) -> Bool {
        patterns.allSatisfy { policy.coverage(of: $0).isUnmanaged }
    }

    private var remarks: [String] {
        var remarks: [String] = []
        if context.live.snapshot?.status.isAsleep == true {
            remarks.append(
                "NetworkManager's networking is switched off: what it would manage otherwise cannot be seen")
        }
        if let modules = permissions.modules?.missing, !modules.isEmpty, !context.root.isHost {
            remarks.append(
                "kernel modules that \(context.root.path) needs are loaded when the system in it starts: "
                    + modules.joined(separator: ", "))
        }
        return remarks + (permissions.modules?.leftOut ?? [])
    }

    // MARK: Files

    private func changes(from present: ManagedPolicy) throws(ChangeFailure) -> [FileChange] {
        let others = OtherDecisions(context, present, except: DropIn.fence(with: patterns))
        // What somebody added is the reason that can be done something about.
        var (lost, obstacle): (String?, String?) = (nil, nil)
        for name in try names(present) {
            if let setting = settingLost(with: name, present) {
                lost = lost ?? setting
                continue
            }
            for addsEverything in [false, true] {
                var removed: [String] = []
                while removed.count <= Self.removalLimit {
                    let changes = try self.changes(
                        present, name: name, removed: removed, addsEverything: addsEverything)
                    files.lay(changes)
                    let policy = subject.policy(reading: files)
                    guard let missed = patterns.lazy.map({ policy.coverage(of: $0) }).first(where: { !$0.isUnmanaged })
                    else {
                        if let flipped = others.firstDifference(under: policy) {
                            obstacle = obstacle ?? flipped
                            break
                        }
                        return changes
                    }
                    guard let exception = missed.exception, !removed.contains(exception), DropIn.isToken(exception)
                    else {
                        obstacle = obstacle ?? missed.reason
                        break
                    }
                    removed.append(exception)
                }
            }
        }
        if present.stack.isUncertain {
            throw .undetermined(
                "whether a drop-in of nmfence's can reach the goal " + (lost ?? obstacle ?? "cannot be told")
                    + "; nothing was changed")
        }
        throw .unreachable(
            "no drop-in of nmfence's can reach the goal: " + (lost ?? obstacle ?? "no file name is free")
                + "; nothing was changed")
    }

    private func changes(
        _ present: ManagedPolicy, name: String, removed: [String], addsEverything: Bool
    ) throws(ChangeFailure) -> [FileChange] {
        let path = DropIn.directory.appending(name)
        let extra = patterns.map { "interface-name:\($0)" }.filter { !DropIn.calicoTokens.contains($0) }
        let tokens = DropIn.calicoTokens + extra + (addsEverything ? ["*"] : [])
        let dropIn = DropIn(
            removed: removed, added: adopted(path, present) + addedByOthers(to: tokens, present) + tokens)
        let before = try self.present(path)
        var changes: [FileChange] = []
        if let before, isOurs(path) {
            // Ours, and everything about it that somebody set since.
            let after = StoredFile(.bytes(dropIn.contents(inPlaceOf: before.bytes)), before.attributes)
            changes.append(FileChange(path: path, old: before, new: after))
        } else {
            let saved = DropIn.savedPath(of: path)
            // A run that was killed may have kept it already.
            if let before, try self.present(saved) == nil {
                changes.append(FileChange(path: saved, old: nil, new: before, twin: path))
            }
            changes.append(
                FileChange(
                    path: path, old: before, new: StoredFile(.bytes(dropIn.contents)), twin: before == nil ? nil : saved
                ))
        }
        for other in ours(present) where other != path {
            changes.append(FileChange(path: other, old: try self.present(other), new: nil))
        }
        return changes
    }

    /// What a path of the node names; whatever cannot be seen as a whole is not changed.
    private func present(_ path: FilePath) throws(ChangeFailure) -> StoredFile? {
        do throws(FileError) { return try files.present(path) } catch { throw .file(error) }
    }

    /// The tokens that our files have beside nmfence's own, because somebody added them or an earlier fix adopted them.
    private func addedByOthers(to tokens: [String], _ present: ManagedPolicy) -> [String] {
        let known = Set(tokens + ["*"])
        return ours(present).compactMap { contents($0) }.flatMap { DropInLines($0).added }
            .map { TokenList.join([$0]).description }.filter { !known.contains($0) }.unique
    }

    /// What somebody added to a file of ours that would go, in words; nil where there is nothing.
    private func settingLost(with name: String, _ present: ManagedPolicy) -> String? {
        for path in ours(present) where path != DropIn.directory.appending(name) {
            guard let setting = contents(path).flatMap({ DropInLines($0).others.first }) else { continue }
            return "\(path):\(setting.line) sets \(setting.name), which nmfence did not write and would have to drop: "
                + "move it to a file of your own"
        }
        return nil
    }

    /// The tokens of somebody else's file that ours takes the place of: they keep their effect.
    private func adopted(_ path: FilePath, _ present: ManagedPolicy) -> [String] {
        guard !isOurs(path) else { return [] }
        return present.unmanaged.tokens.map(\.source).filter { $0.origin.path == path }.map(\.text.description)
            .filter { DropIn.isToken($0) && !DropIn.calicoTokens.contains($0) }
    }

    /// A file is adopted only where our drop-in can say all that it says.
    private func refuseOtherSettings(of path: FilePath, _ present: ManagedPolicy) throws(ChangeFailure) {
        let other = present.stack.settings.first { setting in
            setting.origin.path == path && !(setting.section == "keyfile" && setting.key == "unmanaged-devices")
        }
        guard let other else { return }
        throw .unreachable(
            "\(path) sets \(other.section).\(other.key) too (\(other.origin)), which nmfence's drop-in cannot say: rename it"
        )
    }

    /// The place of the copy must be free, or have this very file from a run that was killed.
    private func refuseOtherCopy(of file: StoredFile, at path: FilePath) throws(ChangeFailure) {
        let saved = DropIn.savedPath(of: path)
        guard let present = try self.present(saved), present != file else { return }
        throw .unreachable(
            "\(saved) is there already, and \(path) is to be kept under that name: look at it, and move it away")
    }

    /// File names to try, the usual one first. One that a file of another layer has is not tried: ours would hide it.
    private func names(_ present: ManagedPolicy) throws(ChangeFailure) -> [String] {
        let hidden = Set(
            present.stack.files.filter { $0.layer == .vendor || $0.layer == .runtime }
                .compactMap { $0.path.lastComponent?.string })
        let usual = DropIn.directory.appending(DropIn.name)
        if let before = try self.present(usual), !isOurs(usual) {
            if permissions.adopts {
                try refuseOtherSettings(of: usual, present)
                try refuseOtherCopy(of: before, at: usual)
                return [DropIn.name]
            }
            throw .unreachable(
                "\(usual) was not written by nmfence: look at it, then give --adopt to replace it (a copy is kept and "
                    + "'nmfence revert' puts it back), or rename it")
        }
        var names = ours(present).compactMap { $0.lastComponent?.string } + [DropIn.name]
        // Behind everything else, by byte order: the last name's stem and more of the same.
        let last = present.stack.files.filter { $0.layer == .admin && $0.status == .read }.last?.path.stem
        if let last { names.append(DropIn.name(behind: last)) }
        names.append(DropIn.name(behind: ""))
        var seen: Set<String> = []
        return names.filter { name in
            guard !hidden.contains(name), seen.insert(name).inserted else { return false }
            let path = DropIn.directory.appending(name)
            // A copy that is nobody's yet would be a revert's to put back, whoever made it.
            return isOurs(path) || !isTaken(path) && !isTaken(DropIn.savedPath(of: path))
        }
    }

    /// Every file that an earlier run wrote.
    private func ours(_ present: ManagedPolicy) -> [FilePath] {
        present.stack.files.filter { $0.layer == .admin && $0.status != .ignored }.map(\.path).filter { path in
            isOurs(path)
        }
    }

    /// Whether an earlier run wrote this file: a link to one is somebody else's.
    private func isOurs(_ path: FilePath) -> Bool {
        contents(path).map { DropIn.isOurs(path.lastComponent, $0) } ?? false
    }

    /// Whether something has this name, or may have: what cannot be seen is not free.
    private func isTaken(_ path: FilePath) -> Bool {
        do throws(FileError) { return try files.present(path) != nil } catch { return true }
    }

    private func contents(_ path: FilePath) -> [UInt8]? {
        files.bytes(path)
    }

    // MARK: The daemon

    private func shouldReload(_ changes: [FileChange], _ fence: InterfaceFence, reached: ManagedPolicy) -> Bool {
        guard !permissions.skipsReload, let snapshot = context.live.snapshot else { return false }
        if !changes.isEmpty || Journal(root: context.root).isPending { return true }
        // The files say that they are left alone, and the daemon does not leave them alone: it has not read the files.
        if snapshot.devices.contains(where: { fence.contains($0.name) && $0.isManaged && isRequired($0.name) }) {
            return true
        }
        return !ReloadState(context, reached.stack).isCurrent
    }

    private func isRequired(_ name: String) -> Bool {
        InterfaceFence(patterns).contains(name)
    }

    /// Before 1.10 a device that is made unmanaged over the bus is taken down as well: there is no gentle way.
    private func refuseDisruption(_ driven: [Device]) throws(ChangeFailure) {
        guard !driven.isEmpty, !permissions.disrupts, let version = subject.version,
            Behaviour(version).has(.unmanagedOverBusStaysUp) == false
        else { return }
        throw .disruptive(
            "NetworkManager \(version) takes a device down when it lets go of it, and it drives "
                + driven.map(\.name).joined(separator: ", ")
                + ": drain the node first, or give --allow-disruption")
    }
}
