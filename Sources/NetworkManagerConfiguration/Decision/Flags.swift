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
        for (path, cause) in Self.order {
            guard let flag = self[keyPath: path], case .unknown = flag.answer else { continue }
            let isStrict = path == \Self.list || path == \Self.byType
            let answers: [ReasonedAnswer<Uncertainty>?] = isStrict ? [nil, .no] : [nil, .no, .yes]
            return settled(answers.map { with(path, $0) }, or: answer(.unknown, cause, flag))
        }
        if isExternalAndIdle == .unknown {
            return settled(
                [.no, .yes].map { with(\.isExternalAndIdle, $0) },
                or: answer(
                    .unknown, .external, "it is unknown whether the interface has an address, a port or a controller"))
        }
        if isUnmanagedByDefault == .unknown {
            return settled(
                [.no, .yes].map { with(\.isUnmanagedByDefault, $0) },
                or: answer(
                    .unknown, .byDefault, "the default for this device type is unknown"))
        }
        return knownDecision
    }

    /// The flags from the strongest to the weakest, with what they are called in a decision.
    private static var order: [(WritableKeyPath<Flags, Flag?>, ManagedDecision.Cause)] {
        [
            (\.byType, .byType), (\.list, .unmanagedList), (\.explicit, .explicit), (\.section, .deviceSection),
            (\.udev, .udev),
        ]
    }

    private func with(_ path: WritableKeyPath<Flags, Flag?>, _ answer: ReasonedAnswer<Uncertainty>?) -> Flags {
        var flags = self
        if let answer { flags[keyPath: path]?.answer = answer } else { flags[keyPath: path] = nil }
        return flags
    }

    private func with(_ path: WritableKeyPath<Flags, Answer>, _ value: Answer) -> Flags {
        var flags = self
        flags[keyPath: path] = value
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
        for (path, cause) in Self.order {
            guard let flag = self[keyPath: path], flag.answer == .yes || flag.answer == .no else { continue }
            let isStrict = path == \Self.list || path == \Self.byType
            if !isStrict || flag.answer == .no { return answer(Answer(flag.answer == .yes), cause, flag) }
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
