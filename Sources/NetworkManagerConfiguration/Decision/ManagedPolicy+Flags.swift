import Base
import KeyFile

/// What the configuration says of a device, as flags.
extension ManagedPolicy {
    /// Older versions never manage the loopback interface, whatever they are told.
    func neverManagedFlag(_ device: DeviceTraits) -> Flags.Flag? {
        let release = Behaviour.Change.managesLoopback.release
        switch behaviour.neverManages(device.name) {
        case .no: return nil
        case .yes:
            return Flags.Flag(.no, "NetworkManager before \(release) never manages the loopback interface")
        case .unknown:
            let why = Uncertainty(
                "NetworkManager before \(release) never manages the loopback interface, but the version is unknown")
            return Flags.Flag(.unknown(why), why.description)
        }
    }

    /// The list of unmanaged devices: its answer, and the flag that comes of it (it can only un-manage).
    func listFlag(_ device: DeviceTraits) -> (match: MatchResult, flag: Flags.Flag?) {
        let finding = unmanaged.judge(device)
        let line = finding.token.map {
            ManagedDecision.Line(
                key: plugins[$0] ?? "keyfile.unmanaged-devices", origin: $0.origin, token: $0.text)
        }
        if let why = uncertainty(of: finding.result) {
            return (.unknown(why), Flags.Flag(.unknown(why), line: line, why.description))
        }
        switch finding.result {
        case .match:
            let reason =
                finding.token.map { "\($0.text) in unmanaged-devices" }
                ?? "unmanaged-devices has only exceptions, and none matches"
            return (finding.result, Flags.Flag(.no, line: line, reason))
        case .unknown(let why):
            return (finding.result, Flags.Flag(.unknown(why), line: line, why.description))
        case .negativeMatch:
            let reason = "an except: entry removes it from unmanaged-devices"
            return (finding.result, Flags.Flag(.yes, line: line, reason))
        case .noMatch: return (finding.result, nil)
        }
    }

    /// Why the list's answer may be another one. Plugins only add tokens that are no exceptions, which change neither
    /// an exclusion nor a match that is no mere lack of exceptions.
    private func uncertainty(of result: MatchResult) -> Uncertainty? {
        if let why = stack.uncertainty(of: "unmanaged-devices", in: "keyfile") { return why }
        switch result {
        case .negativeMatch: return nil
        case .match: return unmanaged.isExceptOnly ? pluginUncertainty : nil
        case .noMatch, .unknown: return pluginUncertainty
        }
    }

    /// What `[device*] managed=` says: the first group that has the property, or stops the search, and is for this
    /// device.
    ///
    /// A group that stops without having the property, or whose value is no boolean, counts as managed, and as
    /// explicitly so.
    func sectionFlag(_ device: DeviceTraits) -> Flags.Flag? {
        if behaviour.has(.deviceManaged) == .no { return nil }
        for place in index.candidates(device.name) {
            switch sections[place] {
            case .unreadable(let why): return Flags.Flag(.unknown(why), why.description)
            case .section(let section, let list):
                if let why = section.uncertainty { return Flags.Flag(.unknown(why), why.description) }
                guard let origin = section.managed?.origin ?? section.stopsMatch else { continue }
                let key = section.managed == nil ? "stop-match" : "managed"
                let line = ManagedDecision.Line(key: "\(section.name).\(key)", origin: origin, token: nil)
                switch list?.judge(device).result ?? .match {
                case .noMatch, .negativeMatch: continue
                case .unknown(let why): return Flags.Flag(.unknown(why), line: line, why.description)
                case .match:
                    let managed = MergeRules.boolean(section.managed?.text) ?? true
                    return Flags.Flag(
                        ReasonedAnswer(managed), line: line,
                        "[\(section.name)] \(key)=\(section.managed?.text ?? "yes")")
                }
            }
        }
        return nil
    }
}
