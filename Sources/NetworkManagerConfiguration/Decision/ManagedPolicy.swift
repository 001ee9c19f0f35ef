import Base
import KeyFile

/// Decides about devices, by a configuration and the specs of other settings plugins.
///
/// The rules are those of NetworkManager's managed flags, which have been the same since 1.10: some flags un-manage on
/// their own, others give way to one another in a fixed order.
public final class ManagedPolicy {
    /// The configuration.
    public let stack: ConfigurationStack
    /// The list of unmanaged devices: that of the configuration and the specs of plugins behind it.
    public let unmanaged: MatchList
    /// Why the list may be another one.
    public let unmanagedUncertainty: Uncertainty?

    let behaviour: Behaviour
    let sections: [Section]
    /// The plugin that a token of the list comes from, where it is not the configuration's own.
    let plugins: [SourceToken: String]
    /// Why plugins may add more tokens to the list than are known.
    let pluginUncertainty: Uncertainty?
    let index: SectionIndex
    /// Every list of devices, that of unmanaged ones first.
    private let lists: [MatchList]
    private let possible: PossibleDevices
    /// Found once, for whichever device somebody asks about.
    private(set) lazy var meantLines = findMeantLines()
    /// For all searches through the names that it decides about.
    let budget = SearchBudget()
    /// The tokens of each list that ask for names.
    private(set) lazy var nameTokens = lists.map { NameTokens($0) }
    /// What a question about a name costs, in steps of a search: groups and most globs are asked one by one.
    private(set) lazy var costOfName = 64 + 16 * sections.count + nameTokens.reduce(0) { $0 + 4 * $1.globCount }

    enum Section {
        case section(MatchSection, MatchList?)
        case unreadable(Uncertainty)
    }

    /// Compiles a configuration.
    ///
    /// - Parameter pluginSpecs: of other settings plugins (`ifupdown`, `ifcfg-rh`). All lists count as one, so that
    ///   these end
    ///   the rule for lists of exceptions only.
    public init(_ stack: ConfigurationStack, pluginSpecs: [PluginSpecs] = []) {
        self.stack = stack.noting(pluginSpecs)
        behaviour = Behaviour(stack.version)
        plugins = Dictionary(
            pluginSpecs.flatMap { specs in specs.tokens.map { ($0, specs.plugin) } },
            uniquingKeysWith: { first, _ in first })
        let own = stack.setting("unmanaged-devices", in: "keyfile")?.tokens ?? []
        unmanaged = MatchList(own + pluginSpecs.flatMap(\.tokens), version: stack.version)
        pluginUncertainty = pluginSpecs.lazy.compactMap(\.uncertainty).first
        unmanagedUncertainty = stack.uncertainty(of: "unmanaged-devices", in: "keyfile") ?? pluginUncertainty
        sections = stack.deviceSections.map { section in
            switch section {
            case .unreadable(let why): .unreadable(why)
            case .section(let section):
                .section(section, section.matchDevice.map { MatchList($0, version: stack.version) })
            }
        }
        index = SectionIndex(sections)
        lists = [unmanaged] + sections.compactMap { if case .section(_, let list?) = $0 { list } else { nil } }
        possible = PossibleDevices(lists)
    }

    /// What becomes of a device: what becomes of every one that it may be, where something of it is not known.
    public func prediction(for device: DeviceTraits, facts: DeviceFacts = DeviceFacts()) -> ManagedPrediction {
        let device = behaviour.seen(device)
        let open = predict(device, facts)
        let devices = possible.of(device)
        return devices.count > 1 ? open.settled(by: devices.map { predict($0, facts) }) : open
    }

    private func predict(_ device: DeviceTraits, _ facts: DeviceFacts) -> ManagedPrediction {
        let list = listFlag(device)
        var flags = Flags()
        flags.byType = neverManagedFlag(device)
        flags.list = list.flag
        flags.section = sectionFlag(device)
        flags.udev = facts.udev.flag(version: stack.version)
        flags.isExternalAndIdle = facts.isExternalAndIdle
        flags.isUnmanagedByDefault =
            facts.isPortOfManaged ? .no : behaviour.isUnmanagedByDefault(device, facts.isUnmanagedByDefault)
        let reboot = flags
        flags.explicit = facts.explicit.map { Flags.Flag(ReasonedAnswer($0), "set at runtime (nmcli device set)") }
        var restart = flags
        if let remembered = remembered(facts) { restart.explicit = remembered }

        var now = flags.decision
        // `[device*] managed=` counts when the interface appears: what it says now may not be what it said then.
        if facts.isPresent, list.flag?.answer != .no, facts.explicit == nil, let section = flags.section,
            flags.byType?.answer != .no
        {
            now = present(flags, facts, section)
        }
        guard stack.refusals.isEmpty else { return refused(device, list.match) }
        return ManagedPrediction(
            name: device.name, match: list.match, now: now, afterReload: reloaded(flags, facts, now),
            afterRestart: restart.decision, afterReboot: reboot.decision)
    }

    /// What a restarted daemon remembers of a device: that it was managed, for whatever reason, or unmanaged over the
    /// bus.
    ///
    /// It writes this down when it stops, so for a running daemon its present word counts before the file; of a device
    /// that it does not manage it writes down only that somebody asked for it, which the file says already.
    private func remembered(_ facts: DeviceFacts) -> Flags.Flag? {
        func flag(_ managed: Bool) -> Flags.Flag {
            return Flags.Flag(
                ReasonedAnswer(managed), "runtime setting (\(managed ? "managed" : "unmanaged")), kept until reboot")
        }
        switch (facts.stateFile, facts.isPresent ? facts.liveManaged : nil) {
        case (_, true?): return flag(true)
        case (.managed(false), false?): return flag(false)
        case (_, false?), (.silent, nil): return nil
        case (.managed(let written), nil): return flag(written)
        case (.undetermined(let why), nil): return Flags.Flag(.unknown(why), why.description)
        }
    }

    /// What a present device is while a section speaks about it.
    private func present(_ flags: Flags, _ facts: DeviceFacts, _ section: Flags.Flag) -> ManagedDecision {
        if let live = facts.liveManaged {
            let predicted = flags.decision
            if predicted.managed.value == live { return predicted }
            return ManagedDecision(
                managed: Answer(live), cause: .deviceSection, decidedBy: section.line,
                reason: "reported by NetworkManager; [device*] managed= is evaluated when an interface appears, and a "
                    + "reload does not change existing ones")
        }
        var why = ""
        if case .undetermined(let uncertainty) = facts.stateFile { why = ": \(uncertainty)" }
        return ManagedDecision(
            managed: .unknown, cause: .deviceSection, decidedBy: section.line,
            reason:
                "[device*] managed= is evaluated when an interface appears; it is unknown whether this line existed "
                + "then" + why)
    }

    private func refused(_ device: DeviceTraits, _ match: MatchResult) -> ManagedPrediction {
        let problem = stack.refusals.first
        let place = problem.map { Origin(path: $0.path, line: $0.line).description } ?? ""
        func decision(_ reason: String) -> ManagedDecision {
            ManagedDecision(managed: .unknown, cause: .refused, decidedBy: nil, reason: reason)
        }
        let kept = decision("NetworkManager rejects \(place) and keeps its current configuration until it restarts")
        let down = decision("NetworkManager would refuse to start because of \(place)")
        return ManagedPrediction(
            name: device.name, match: match, now: kept, afterReload: kept, afterRestart: down, afterReboot: down)
    }
}
