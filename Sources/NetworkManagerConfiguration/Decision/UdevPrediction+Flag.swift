import Base
import KeyFile

extension UdevPrediction {
    /// What NetworkManager makes of it: nil where udev says nothing, whatever is not known.
    func flag(_ behaviour: Behaviour) -> Flags.Flag? {
        let overruled = "overridden by nmcli, an activated connection or [device*] managed="
        if unmanaged.isAnything { return open(unmanaged) }
        var flags: [Flags.Flag?] = []
        for option in unmanaged.options {
            let isSet = option.text.map { !$0.isEmpty } ?? false
            if !isSet, manager.isAnything, behaviour.has(.udevManagedBy) != .no { return open(manager) }
            let managers = isSet || manager.isAnything ? [UdevValue.Option(text: nil)] : manager.options
            for manager in managers {
                let (key, decider) =
                    isSet ? (Self.unmanagedName, option) : (Self.managerName, manager)
                guard let found = DeviceFacts.Udev.managed(option.text, manager.text, behaviour) else {
                    flags.append(nil)
                    continue
                }
                let line = decider.origin.map {
                    ManagedDecision.Line(key: "udev.\(key)", origin: $0, token: decider.text)
                }
                flags.append(Flags.Flag(found.answer, line: line, "\(found.why), \(overruled)"))
            }
        }
        let isOne = flags.allSatisfy { $0?.answer == flags.first??.answer }
        return isOne ? flags.first ?? nil : open(unmanaged.isCertain ? manager : unmanaged)
    }

    /// It depends on something that is not known.
    private func open(_ value: UdevValue) -> Flags.Flag {
        let why = value.unknown
        let origin = why?.origin ?? value.options.lazy.compactMap(\.origin).first
        let key = value == unmanaged ? Self.unmanagedName : Self.managerName
        let reason = "udev rules may set \(key): \(why?.reason ?? "its value is unknown")"
        return Flags.Flag(
            .unknown(Uncertainty(reason)),
            line: origin.map { ManagedDecision.Line(key: "udev.\(key)", origin: $0, token: nil) }, reason)
    }
}
