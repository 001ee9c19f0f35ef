/// The flags that decide whether a device is managed, and how they override each other.
struct Flags {
    /// One flag that is set: to managed, to unmanaged, or to something that cannot be known from here.
    struct Flag: Equatable {
        let truth: Truth
        let line: ManagedDecision.Line?
        let reason: String
    }

    /// `user-settings`: can only un-manage, and nothing overrides it.
    let list: Flag?
    /// `user-conf`.
    let section: Flag?
    let facts: DeviceFacts
    let version: NetworkManagerVersion?
    /// `user-explicit`, with the reason.
    var explicit: (managed: Bool, reason: String)?
    /// Why `user-explicit` may be set.
    var explicitDoubt: Uncertainty?

    init(list: Flag?, section: Flag?, facts: DeviceFacts, version: NetworkManagerVersion?) {
        self.list = list
        self.section = section
        self.facts = facts
        self.version = version
    }

    /// The decision: the strict flags first, then the others from the strongest to the weakest.
    ///
    /// Where the strongest flag that is set says "managed", it removes the weaker ones and nothing is left that un-manages.
    var decision: ManagedDecision {
        if let list, list.truth == .known(false) { return answer(false, .unmanagedList, list) }
        if let explicit, !explicit.managed { return answer(false, .explicit, explicit.reason) }
        let loose = looseDecision
        if let list, case .unknown = list.truth {
            // Whatever else holds, the list could still un-manage the device; it cannot manage it.
            return loose.managed == false ? loose : answer(nil, .unmanagedList, list)
        }
        if let explicitDoubt, explicit == nil {
            return answer(nil, .explicit, explicitDoubt.description)
        }
        return loose
    }

    private var looseDecision: ManagedDecision {
        if let explicit { return answer(explicit.managed, .explicit, explicit.reason) }
        if let section {
            switch section.truth {
            case .known(let managed): return answer(managed, .deviceSection, section)
            case .unknown: return answer(nil, .deviceSection, section)
            }
        }
        return weakDecision
    }

    private var weakDecision: ManagedDecision {
        if let udev = facts.udev.managed(version: version) {
            switch udev.truth {
            case .known(let managed): return answer(managed, .udev, udev.why)
            case .unknown: return answer(nil, .udev, udev.why)
            }
        }
        if facts.isExternalAndIdle == true {
            return answer(
                false, .external,
                "a virtual interface that is down or has no address, port or controller is left alone until it has")
        }
        if facts.isUnmanagedByDefault == true, !facts.isPortOfManaged {
            return answer(false, .byDefault, "interfaces of this kind are left alone by default")
        }
        if facts.isExternalAndIdle == nil {
            return answer(nil, .external, "whether the interface has an address, a port or a controller is not known")
        }
        if facts.isUnmanagedByDefault == nil, !facts.isPortOfManaged {
            return answer(nil, .byDefault, "whether interfaces of this kind are left alone by default is not known")
        }
        return ManagedDecision(
            managed: true, cause: .nothing, decidedBy: list?.line,
            reason: list?.reason ?? "nothing speaks against managing it")
    }

    private func answer(_ managed: Bool?, _ cause: ManagedDecision.Cause, _ flag: Flag) -> ManagedDecision {
        ManagedDecision(managed: managed, cause: cause, decidedBy: flag.line, reason: flag.reason)
    }

    private func answer(_ managed: Bool?, _ cause: ManagedDecision.Cause, _ reason: String) -> ManagedDecision {
        ManagedDecision(managed: managed, cause: cause, decidedBy: nil, reason: reason)
    }
}
