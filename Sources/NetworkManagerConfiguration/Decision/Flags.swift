/// The flags that decide whether a device is managed, and how they override each other.
struct Flags {
    /// One flag that is set: to managed, to unmanaged, or to something that cannot be known from here.
    struct Flag: Equatable {
        var truth: Truth
        let line: ManagedDecision.Line?
        let reason: String

        init(_ truth: Truth, line: ManagedDecision.Line? = nil, _ reason: String) {
            self.truth = truth
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
    /// `external-down`: true where it is set.
    var isExternalAndIdle: Bool?
    /// `by-default`: true where it is set.
    var isUnmanagedByDefault: Bool?

    /// The decision: the strict flags first, then the others from the strongest to the weakest.
    ///
    /// What is unknown is tried with each answer that it may have: only where they differ does the decision depend on
    /// it.
    var decision: ManagedDecision {
        for (path, cause) in Self.order {
            guard let flag = self[keyPath: path], case .unknown = flag.truth else { continue }
            let isStrict = path == \Self.list || path == \Self.byType
            let answers: [Truth?] = isStrict ? [nil, .known(false)] : [nil, .known(false), .known(true)]
            return settled(answers.map { with(path, $0) }, or: answer(nil, cause, flag))
        }
        if isExternalAndIdle == nil {
            return settled(
                [false, true].map { with(\.isExternalAndIdle, $0) },
                or: answer(
                    nil, .external, "it is unknown whether the interface has an address, a port or a controller"))
        }
        if isUnmanagedByDefault == nil {
            return settled(
                [false, true].map { with(\.isUnmanagedByDefault, $0) },
                or: answer(
                    nil, .byDefault, "the default for this device type is unknown"))
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

    private func with(_ path: WritableKeyPath<Flags, Flag?>, _ truth: Truth?) -> Flags {
        var flags = self
        if let truth { flags[keyPath: path]?.truth = truth } else { flags[keyPath: path] = nil }
        return flags
    }

    private func with(_ path: WritableKeyPath<Flags, Bool?>, _ value: Bool) -> Flags {
        var flags = self
        flags[keyPath: path] = value
        return flags
    }

    /// What all of them come to, or, where they differ, what this flag leaves open.
    private func settled(_ flags: [Flags], or open: ManagedDecision) -> ManagedDecision {
        let decisions = flags.map(\.decision)
        if let first = decisions.first, decisions.allSatisfy({ $0.managed == first.managed }) { return first }
        // Where the known answers agree, something else is open.
        let known = Set(decisions.compactMap(\.managed))
        return known.count > 1 ? open : decisions.first { $0.managed == nil } ?? open
    }

    /// Where the strongest flag that is set says "managed", it removes the weaker ones and nothing is left that
    /// un-manages.
    private var knownDecision: ManagedDecision {
        for (path, cause) in Self.order {
            guard let flag = self[keyPath: path], case .known(let isManaged) = flag.truth else { continue }
            let isStrict = path == \Self.list || path == \Self.byType
            if !isStrict || !isManaged { return answer(isManaged, cause, flag) }
        }
        if isExternalAndIdle == true {
            return answer(
                false, .external,
                "unused so far; NetworkManager takes it once it is up and has an address, port or controller")
        }
        if isUnmanagedByDefault == true {
            return answer(false, .byDefault, "unmanaged by default for this device type")
        }
        return ManagedDecision(
            managed: true, cause: .nothing, decidedBy: list?.line,
            reason: list?.reason ?? "no setting excludes it (default: managed)")
    }

    private func answer(_ managed: Bool?, _ cause: ManagedDecision.Cause, _ flag: Flag) -> ManagedDecision {
        ManagedDecision(managed: managed, cause: cause, decidedBy: flag.line, reason: flag.reason)
    }

    private func answer(_ managed: Bool?, _ cause: ManagedDecision.Cause, _ reason: String) -> ManagedDecision {
        ManagedDecision(managed: managed, cause: cause, decidedBy: nil, reason: reason)
    }
}
