import Base

extension ManagedPolicy {
    /// What becomes of a device when the files are read again.
    ///
    /// The list is judged anew; `[device*] managed=` is not, for a device that is there: what the daemon made of it
    /// when the interface appeared stays, whatever the files said then. That is tried with each answer that fits what
    /// the daemon says now.
    func reloaded(_ flags: Flags, _ facts: DeviceFacts, _ now: ManagedDecision) -> ManagedDecision {
        let isStrict = flags.list?.answer == .no || flags.byType?.answer == .no
        guard facts.isPresent, !isStrict, facts.explicit == nil, behaviour.has(.deviceManaged) != .no else {
            return facts.isPresent ? flags.decision : now
        }
        if facts.isReadAsItIs == .yes, let live = facts.liveManaged { return unchanged(now, live) }
        // Only the list can take it away.
        if facts.liveManaged == true, flags.list == nil || flags.list?.answer == .yes {
            return unchanged(now, true)
        }
        let decisions = appliedSections(flags, facts).map { section in
            var flags = flags
            flags.section = section
            return flags.decision
        }
        if let first = decisions.first, decisions.allSatisfy({ $0.managed == first.managed }) { return first }
        return ManagedDecision(
            managed: .unknown, cause: .deviceSection, decidedBy: flags.section?.line,
            reason: "[device*] managed= was evaluated when the interface appeared; its value then is unknown")
    }

    private func unchanged(_ now: ManagedDecision, _ live: Bool) -> ManagedDecision {
        guard now.managed.value != live else { return now }
        return ManagedDecision(
            managed: Answer(live), cause: .deviceSection, decidedBy: nil,
            reason: "reported by NetworkManager; a reload does not change it")
    }

    /// What `[device*] managed=` may have said when the interface appeared: nothing, no, or yes.
    private func appliedSections(_ flags: Flags, _ facts: DeviceFacts) -> [Flags.Flag?] {
        let line = flags.section?.line
        let no = Flags.Flag(.no, line: line, "[device*] managed= was no when the interface appeared")
        let yes = Flags.Flag(.yes, line: line, "[device*] managed= was yes when the interface appeared")
        switch (facts.liveManaged, facts.liveCause) {
        // It would not be managed if it had said no.
        case (true?, _): return [nil, yes]
        case (false?, .deviceSection?): return [no]
        // A yes would have overruled these.
        case (false?, .udev?), (false?, .external?), (false?, .byDefault?): return [nil]
        default: return [nil, no, yes]
        }
    }
}
