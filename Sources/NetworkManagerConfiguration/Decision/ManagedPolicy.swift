import KeyFile

/// Decides about devices, by a configuration and what other settings plugins contribute.
///
/// The rules are those of NetworkManager's managed flags, which have been the same since 1.10: some flags un-manage on their
/// own, others give way to one another in a fixed order.
public final class ManagedPolicy {
    /// The configuration.
    public let stack: ConfigurationStack
    /// The list of unmanaged devices: that of the configuration and the pluginSpecs behind it.
    public let unmanaged: MatchList
    /// Why the list may be another one.
    public let unmanagedUncertainty: Uncertainty?

    private let pluginSpecs: [PluginSpecs]
    private var behaviour: Behaviour { Behaviour(stack.version) }
    let sections: [Section]

    enum Section {
        case section(MatchSection, MatchList?)
        case unreadable(Uncertainty)
    }

    /// Compiles a configuration.
    ///
    /// - Parameter pluginSpecs: of other settings plugins (`ifupdown`, `ifcfg-rh`). All lists count as one, so a contribution ends
    ///   the rule for lists of exceptions only.
    public init(_ stack: ConfigurationStack, pluginSpecs: [PluginSpecs] = []) {
        self.stack = stack
        self.pluginSpecs = pluginSpecs
        let own = stack.setting("unmanaged-devices", in: "keyfile")?.tokens ?? []
        unmanaged = MatchList(own + pluginSpecs.flatMap(\.tokens), version: stack.version)
        unmanagedUncertainty =
            stack.uncertainty(of: "unmanaged-devices", in: "keyfile")
            ?? pluginSpecs.lazy.compactMap(\.uncertainty).first
        sections = stack.deviceSections.map { section in
            switch section {
            case .unreadable(let why): .unreadable(why)
            case .section(let section):
                .section(section, section.matchDevice.map { MatchList($0, version: stack.version) })
            }
        }
    }

    /// What becomes of a device.
    public func prediction(for device: DeviceTraits, facts: DeviceFacts = DeviceFacts()) -> ManagedPrediction {
        let list = listFlag(device)
        let section = sectionFlag(device)
        var flags = Flags(list: list.flag, section: section, facts: facts, version: stack.version)
        flags.explicit = facts.explicit.map { ($0, "it was asked for over the bus") }

        var restart = flags
        remember(facts, in: &restart)
        var reboot = flags
        reboot.explicit = nil

        let afterReboot = reboot.decision
        var now = flags.decision
        // `[device*] managed=` counts when the interface appears: what it says now may not be what it said then.
        if facts.isPresent, list.flag?.truth != .known(false), facts.explicit == nil, section != nil {
            now = present(flags, facts, section)
        }
        guard stack.refusals.isEmpty else { return refused(device, list.match) }
        return ManagedPrediction(
            name: device.name, match: list.match, now: now, afterReload: now, afterRestart: restart.decision,
            afterReboot: afterReboot)
    }

    /// What a restarted daemon remembers of a device: that it was managed, for whatever reason, or released over the bus.
    ///
    /// It writes this down when it stops, so for a running daemon its present word counts before the file.
    private func remember(_ facts: DeviceFacts, in flags: inout Flags) {
        let managed: Bool
        switch (facts.stateFile, facts.isPresent ? facts.liveManaged : nil) {
        case (_, true?): managed = true
        case (_, false?): return
        case (.managed(let written), nil): managed = written
        case (.undetermined(let why), nil):
            flags.explicitDoubt = why
            return
        case (.silent, nil): return
        }
        flags.explicit = (
            managed,
            "NetworkManager remembers until the next reboot that it \(managed ? "managed" : "released") the device"
        )
    }

    /// What a present device is while a section speaks about it.
    private func present(_ flags: Flags, _ facts: DeviceFacts, _ section: Flags.Flag?) -> ManagedDecision {
        if let live = facts.liveManaged {
            let predicted = flags.decision
            if predicted.managed == live { return predicted }
            return ManagedDecision(
                managed: live, cause: .deviceSection, decidedBy: section?.line,
                reason: "the running NetworkManager says so: [device*] managed= is judged when an interface appears, "
                    + "and no reload changes it for one that is there")
        }
        return ManagedDecision(
            managed: nil, cause: .deviceSection, decidedBy: section?.line,
            reason:
                "[device*] managed= is judged when an interface appears, and whether this line was there then cannot be seen"
        )
    }

    private func refused(_ device: DeviceTraits, _ match: MatchResult) -> ManagedPrediction {
        let problem = stack.refusals.first
        let place = problem.map { Origin(path: $0.path, line: $0.line).description } ?? ""
        func decision(_ reason: String) -> ManagedDecision {
            ManagedDecision(managed: nil, cause: .refused, decidedBy: nil, reason: reason)
        }
        let kept = decision("NetworkManager refuses the files (\(place)) and keeps the configuration that it has")
        let down = decision("NetworkManager would not start with these files (\(place))")
        return ManagedPrediction(
            name: device.name, match: match, now: kept, afterReload: kept, afterRestart: down, afterReboot: down)
    }

    // MARK: Flags

    /// The list of unmanaged devices: its answer, and the flag that comes of it (it can only un-manage).
    private func listFlag(_ device: DeviceTraits) -> (match: MatchResult, flag: Flags.Flag?) {
        let finding = unmanaged.judge(device)
        let line = finding.token.map {
            ManagedDecision.Line(key: key(of: $0), origin: $0.origin, token: $0.text)
        }
        if let unmanagedUncertainty {
            return (
                .unknown(unmanagedUncertainty),
                Flags.Flag(truth: .unknown(unmanagedUncertainty), line: line, reason: unmanagedUncertainty.description)
            )
        }
        switch finding.result {
        case .match:
            let reason =
                finding.token.map { "\($0.text) in the list of unmanaged devices" } ?? "the list of unmanaged devices"
            return (finding.result, Flags.Flag(truth: .known(false), line: line, reason: reason))
        case .unknown(let why):
            return (finding.result, Flags.Flag(truth: .unknown(why), line: line, reason: why.description))
        case .negativeMatch:
            return (
                finding.result,
                Flags.Flag(
                    truth: .known(true), line: line,
                    reason: "an exception excludes it from the list of unmanaged devices")
            )
        case .noMatch: return (finding.result, nil)
        }
    }

    private func key(of token: SourceToken) -> String {
        pluginSpecs.first { $0.tokens.contains(token) }?.plugin ?? "keyfile.unmanaged-devices"
    }

    /// What `[device*] managed=` says: the first group that has the property, or stops the search, and is for this device.
    ///
    /// A group that stops without having the property, or whose value is no boolean, counts as managed, and as explicitly so.
    private func sectionFlag(_ device: DeviceTraits) -> Flags.Flag? {
        if behaviour.has(.deviceManaged) == false { return nil }
        for candidate in sections {
            switch candidate {
            case .unreadable(let why): return Flags.Flag(truth: .unknown(why), line: nil, reason: why.description)
            case .section(let section, let list):
                if let why = section.uncertainty {
                    return Flags.Flag(truth: .unknown(why), line: nil, reason: why.description)
                }
                guard let origin = section.managed?.origin ?? section.stopsMatch else { continue }
                let key = section.managed == nil ? "stop-match" : "managed"
                let line = ManagedDecision.Line(key: "\(section.name).\(key)", origin: origin, token: nil)
                switch list?.judge(device).result ?? .match {
                case .noMatch, .negativeMatch: continue
                case .unknown(let why): return Flags.Flag(truth: .unknown(why), line: line, reason: why.description)
                case .match:
                    let managed = MergeRules.boolean(section.managed?.text) ?? true
                    return Flags.Flag(
                        truth: .known(managed), line: line,
                        reason: "[\(section.name)] \(key)=\(section.managed?.text ?? "yes")")
                }
            }
        }
        return nil
    }
}
