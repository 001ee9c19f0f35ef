import Base
public import Fence
import KeyFile
import NetworkManager
public import NetworkManagerConfiguration
public import Node
import SystemPackage

/// Finds the smallest change after which NetworkManager leaves every required interface alone and decides about every
/// other one as before.
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
        /// Change no file: have the daemon load those that are there.
        public var keepsFiles = false

        /// Nothing of it.
        public init() {}
    }

    /// How much work is done for a plan before it is given up: a file may be as long as somebody likes to make it.
    public struct Effort {
        /// How many bytes of configuration are read, the same file once for each try.
        let bytes: Int
        /// How long names are searched.
        let search: SearchBudget

        /// For a change: some seconds at most.
        public static var full: Effort { Effort(bytes: 4 << 20, search: SearchBudget()) }
        /// For a piece of advice: some tenths of a second.
        public static var advice: Effort { Effort(bytes: 1 << 20, search: SearchBudget(steps: 16_000_000)) }
    }

    let context: FenceContext
    let patterns: [InterfacePattern]
    let permissions: Permissions
    let files: PlannedConfiguration
    let subject: ConfigurationSubject
    let effort: Effort

    /// - Parameters:
    ///   - patterns: the name patterns that must be unmanaged.
    ///   - effort: how much work is done.
    public init(
        _ context: FenceContext, patterns: [InterfacePattern], permissions: Permissions = Permissions(),
        effort: Effort = .full
    ) {
        self.context = context
        self.patterns = patterns
        self.permissions = permissions
        self.effort = effort
        files = PlannedConfiguration(context.root)
        subject = ConfigurationSubject(context)
    }

    /// The plan; it may be empty.
    /// - Throws: where nothing that `fix` may write reaches the goal; the failure says what stands in the way.
    public func plan() throws(ChangeFailure) -> Plan {
        let present = subject.policy(reading: files)
        if let problem = present.stack.refusals.first {
            throw .unreadable(problem, in: context.root)
        }
        let (coverages, missed) = coverages(by: present)
        if permissions.keepsFiles, let (pattern, coverage) = missed {
            throw .unreachable(
                "the files as they are do not keep NetworkManager off \(pattern): \(coverage.reason). "
                    + "Run it without --reload-only")
        }
        let move = try missed == nil ? nil : reachingMove(from: present)
        let (dropIns, planned) = (move?.changes ?? [], move?.policy ?? present)
        let fenced = DropIn.fence(with: patterns)
        let reloads = shouldReload(dropIns, fenced, reached: present)
        let grouped = devicesOfGroups(fenced, planned)
        let driven =
            reloads
            ? context.live.snapshot.map { present in
                present.devices.filter { fenced.contains($0.name) && present.mayDrive($0) }
            } ?? [] : []
        try refuseDisruption(driven.filter(\.isDriven))
        // Those that the daemon says to be unmanaged for now only are kept so without a reload, too.
        let held = grouped.filter { reloads || $0.isIdle && !permissions.skipsReload }
        let list = try moduleList()
        let modules: ModulePlan
        do throws(Modprobe.Failure) { modules = try ModulePlan(permissions.modules, in: context) } catch {
            throw .module(error)
        }
        return Plan(
            purpose: .fix, changes: dropIns + list, patterns: patterns, modules: modules.names, dryRun: modules.actions,
            releases: (driven + held).map(\.name).unique, lastingReleases: grouped.map(\.name), reloads: reloads,
            skipsReload: permissions.skipsReload, coverages: missed == nil ? coverages : nil, inputs: files.inputs,
            remarks: remarks + groupRemarks(planned) + modules.remarks)
    }

    /// The list from which systemd loads modules, with those in it that are wanted besides those that it has.
    private func moduleList() throws(ChangeFailure) -> [FileChange] {
        guard let wanted = permissions.modules?.names, !wanted.isEmpty else { return [] }
        let before = try present(ModuleList.path)
        if let before, before.isLink || !ModuleList.isOurs(before.bytes) {
            throw .unreachable("\(ModuleList.path) exists and was not created by nmfence; rename it")
        }
        let listed = before.map { ModuleList.names(in: $0.bytes) } ?? []
        let names = listed + wanted.filter { !listed.contains($0) }
        // Nothing new: the file stays as it is, whatever else somebody wrote into it.
        guard before == nil || names != listed else { return [] }
        let list = StoredFile(.bytes(ModuleList(names: names).contents), before?.attributes)
        return [FileChange(path: ModuleList.path, old: before, new: list)]
    }

    /// What a policy decides about the patterns, up to the first with a name that is managed, or may be.
    func coverages(by policy: ManagedPolicy) -> ([Coverage], missed: (InterfacePattern, Coverage)?) {
        var coverages: [Coverage] = []
        for pattern in patterns {
            let coverage = coverage(of: pattern, by: policy)
            guard coverage.isUnmanaged else { return (coverages, (pattern, coverage)) }
            coverages.append(coverage)
        }
        return (coverages, nil)
    }

    func coverage(of pattern: InterfacePattern, by policy: ManagedPolicy) -> Coverage {
        policy.coverage(of: pattern, udev: context.udev.facts(of:), within: effort.search)
    }

    private var remarks: [String] {
        var remarks: [String] = []
        if context.live.snapshot?.status.isAsleep == true {
            remarks.append(
                "networking is disabled (nmcli networking off), so managed state cannot be observed")
        }
        if let modules = permissions.modules?.missing, !modules.isEmpty, !context.root.isHost {
            remarks.append(
                "kernel modules are loaded when the system in \(context.root.path) boots: "
                    + modules.joined(separator: ", "))
        }
        return remarks + (permissions.modules?.leftOut ?? [])
    }

    /// What to know of patterns that only a group of devices fences.
    private func groupRemarks(_ planned: ManagedPolicy) -> [String] {
        var lines: [(pattern: InterfacePattern, line: ManagedDecision.Line)] = []
        for pattern in patterns {
            if case .allUnmanaged(let by) = coverage(of: pattern, by: planned),
                let line = by.first(where: \.isGroup)
            {
                lines.append((pattern, line))
            }
        }
        guard let first = lines.first else { return [] }
        return [
            lines.map { "\($0.pattern)" }.joined(separator: ", ")
                + " can be made unmanaged only by the section [\(first.line.group)] (\(first.line.origin)), which is "
                + "weaker than unmanaged-devices. It applies when an interface appears. It is overridden by 'nmcli "
                + "device set INTERFACE managed yes', by activating a connection on the interface, and by a matching "
                + "[device*] section in a later file"
        ]
    }

    // MARK: The daemon

    /// The fenced devices that are there and that only a group of devices fences.
    ///
    /// A group counts when a device appears: those that are there already are unmanaged over the bus. Left out is what
    /// the daemon says to be unmanaged by the group, over the bus, or by udev, which is as strong; before 1.48 it does
    /// not say why.
    private func devicesOfGroups(_ fence: InterfaceFence, _ planned: ManagedPolicy) -> [Device] {
        (context.live.snapshot?.devices ?? []).filter { device in
            guard device.isReal, fence.contains(device.name), !device.isFencedForGood else { return false }
            let decision = planned.prediction(for: device.traits).afterReboot
            return decision.managed == .no && decision.cause == .deviceSection
        }
    }

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
            Behaviour(version).has(.unmanagedOverBusStaysUp) == .no
        else { return }
        throw .disruptive(
            "NetworkManager \(version) takes interfaces down when they become unmanaged (actively managed: "
                + driven.map(\.name).joined(separator: ", ") + "). Drain the node, or use --allow-disruption")
    }
}

extension Device {
    /// Whether the daemon says that it is unmanaged by the configuration or over the bus, or what it says hides that
    /// (from 1.48 on; before, nothing it says proves that).
    fileprivate var isFencedForGood: Bool {
        let reasons: [DeviceStateReason] = [
            .unmanagedUserConfiguration, .unmanagedUserExplicit, .unmanagedUserSettings, .unmanagedSleeping,
            .unmanagedQuitting, .unmanagedLinkNotInitialized, .unmanagedUserUdev,
        ]
        return !isManaged && reasons.contains(stateReason)
    }

    /// Whether the daemon says that it leaves the device alone because there is nothing on it yet.
    fileprivate var isIdle: Bool {
        !isManaged && [.unmanagedExternalDown, .unmanagedByDefault].contains(stateReason)
    }
}

extension ManagedDecision.Line {
    /// Whether it is of a group of devices.
    fileprivate var isGroup: Bool { key.hasPrefix("device") || key.hasPrefix(".intern.device") }

    /// Its name, of a key such as `device-calico.managed`.
    fileprivate var group: String { key.split(separator: ".").dropLast().joined(separator: ".") }
}
