import Base

/// The flags that decide whether a device is managed, and how they override each other.
struct Flags {
    /// One flag that is set: to managed, to unmanaged, or to something that cannot be known from here.
    struct Flag: Equatable {
        var answer: ReasonedAnswer<Uncertainty>
        let line: ManagedDecision.Line?
        let reason: String

        init(_ answer: ReasonedAnswer<Uncertainty>, line: ManagedDecision.Line? = nil, _ reason: String) {
            self.answer = answer
            self.line = line
            self.reason = reason
        }
    }

    /// `by-type`: never managed. Nothing overrides it.
    var byType: Flag?
    /// `user-settings`: can only un-manage, and nothing overrides it.
    var list: Flag?
    /// `user-explicit`; what is unknown there may be set or not.
    var explicit: Flag?
    /// `user-conf`.
    var section: Flag?
    /// `user-udev`.
    var udev: Flag?
    /// Whether `external-down` is set.
    var isExternalAndIdle = Answer.no
    /// Whether `by-default` is set.
    var isUnmanagedByDefault = Answer.no

    /// The decision: the strict flags first, then the others from the strongest to the weakest.
    ///
    /// What is unknown is tried with each answer that it may have: only where they differ does the decision depend on
    /// it.
    var decision: ManagedDecision {
        for name in Name.allCases {
            guard let flag = self[name], case .unknown = flag.answer else { continue }
            let answers: [ReasonedAnswer<Uncertainty>?] = name.isStrict ? [nil, .no] : [nil, .no, .yes]
            return settled(answers.map { with(name, $0) }, or: answer(.unknown, name.cause, flag))
        }
        if isExternalAndIdle == .unknown {
            return settled(
                [.no, .yes].map { answer in changed { $0.isExternalAndIdle = answer } },
                or: answer(
                    .unknown, .external, "it is unknown whether the interface has an address, a port or a controller"))
        }
        if isUnmanagedByDefault == .unknown {
            return settled(
                [.no, .yes].map { answer in changed { $0.isUnmanagedByDefault = answer } },
                or: answer(
                    .unknown, .byDefault, "the default for this device type is unknown"))
        }
        return knownDecision
    }

    /// The flags that may be set, from the strongest to the weakest.
    private enum Name: CaseIterable {
        case byType, list, explicit, section, udev

        /// Whether it can only un-manage.
        var isStrict: Bool { self == .byType || self == .list }

        /// What it is called in a decision.
        var cause: ManagedDecision.Cause {
            switch self {
            case .byType: .byType
            case .list: .unmanagedList
            case .explicit: .explicit
            case .section: .deviceSection
            case .udev: .udev
            }
        }
    }

    private subscript(name: Name) -> Flag? {
        get {
            switch name {
            case .byType: byType
            case .list: list
            case .explicit: explicit
            case .section: section
            case .udev: udev
            }
        }
        set {
            switch name {
            case .byType: byType = newValue
            case .list: list = newValue
            case .explicit: explicit = newValue
            case .section: section = newValue
            case .udev: udev = newValue
            }
        }
    }

    private func with(_ name: Name, _ answer: ReasonedAnswer<Uncertainty>?) -> Flags {
        changed { if let answer { $0[name]?.answer = answer } else { $0[name] = nil } }
    }

    private func changed(_ change: (inout Flags) -> Void) -> Flags {
        var flags = self
        change(&flags)
        return flags
    }

    /// What all of them come to, or, where they differ, what this flag leaves open.
    private func settled(_ flags: [Flags], or open: ManagedDecision) -> ManagedDecision {
        let decisions = flags.map(\.decision)
        if let first = decisions.first, decisions.allSatisfy({ $0.managed == first.managed }) { return first }
        // Where the known answers agree, something else is open.
        let known = Set(decisions.compactMap(\.managed.value))
        return known.count > 1 ? open : decisions.first { $0.managed == .unknown } ?? open
    }

    /// Where the strongest flag that is set says "managed", it removes the weaker ones and nothing is left that
    /// un-manages.
    private var knownDecision: ManagedDecision {
        for name in Name.allCases {
            guard let flag = self[name], flag.answer == .yes || flag.answer == .no else { continue }
            if !name.isStrict || flag.answer == .no { return answer(Answer(flag.answer == .yes), name.cause, flag) }
        }
        if isExternalAndIdle == .yes {
            return answer(
                .no, .external,
                "unused so far; NetworkManager takes it once it is up and has an address, port or controller")
        }
        if isUnmanagedByDefault == .yes {
            return answer(.no, .byDefault, "unmanaged by default for this device type")
        }
        return ManagedDecision(
            managed: .yes, cause: .nothing, decidedBy: list?.line,
            reason: list?.reason ?? "no setting excludes it (default: managed)")
    }

    private func answer(_ managed: Answer, _ cause: ManagedDecision.Cause, _ flag: Flag) -> ManagedDecision {
        ManagedDecision(managed: managed, cause: cause, decidedBy: flag.line, reason: flag.reason)
    }

    private func answer(_ managed: Answer, _ cause: ManagedDecision.Cause, _ reason: String) -> ManagedDecision {
        ManagedDecision(managed: managed, cause: cause, decidedBy: nil, reason: reason)
    }
}
