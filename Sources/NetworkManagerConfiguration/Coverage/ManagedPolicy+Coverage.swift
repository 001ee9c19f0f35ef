import Base
import KeyFile

extension ManagedPolicy {
    /// Judges every name that fits a pattern, interfaces that are not there yet included.
    ///
    /// Exact: where a name that is managed exists, one is found. Names that are not valid UTF-8 are left out, since
    /// GLib's globs are not defined for them.
    ///
    /// That udev's rules leave an interface alone keeps nobody from having it managed, so that it is a counter-example
    /// all the same.
    /// - Parameters:
    ///   - facts: what else is known of them.
    ///   - udev: what udev's rules say of one; nil where that is not asked.
    ///   - budget: shared with other questions; nil for the policy's own, which is for all questions about it.
    public func coverage(
        of pattern: InterfacePattern, facts: DeviceFacts = DeviceFacts(),
        udev: ((DeviceTraits) -> DeviceFacts.Udev)? = nil, within budget: SearchBudget? = nil
    ) -> Coverage {
        guard let automaton = NamePattern(pattern.glob, isGlob: true) else {
            return .undetermined(name: nil, reason: "no interface name can match \(pattern)")
        }
        var lines: [ManagedDecision.Line] = []
        var open: (name: RawText, reason: String)?
        var found: Coverage?
        func look(at name: RawText) -> Bool {
            let traits = DeviceTraits(name: name, kind: pattern.kind)
            var decision = prediction(for: traits, facts: facts).afterReload
            let isManaged = decision.managed == .yes
            if let udev, isManaged || decision.cause == .byDefault {
                // Only here may udev change the answer: nothing of it overrules a list or a group.
                var facts = facts
                facts.udev = udev(traits)
                decision = prediction(for: traits, facts: facts).afterReload
            }
            switch isManaged ? .yes : decision.managed {
            case .yes:
                found = .counterexample(name: name, decision: decision)
                return false
            case .no:
                if let line = decision.decidedBy, !lines.contains(line), lines.count < 32 { lines.append(line) }
            case .unknown: open = open ?? (name, decision.reason)
            }
            return true
        }
        let budget = budget ?? self.budget
        let relevant = relevantTokens(automaton)
        let outcome = search(automaton, relevant).visit(within: budget, costOfName: costOfName, look)
        if outcome == .exhausted, found == nil { lookAtExceptions(automaton, relevant, budget, look) }
        if let found { return found }
        if let open { return .undetermined(name: open.name, reason: open.reason) }
        if outcome == .exhausted {
            let place = relevant.first.map { " (the first is \($0.text) in \($0.origin))" } ?? ""
            return .undetermined(
                name: nil,
                reason: "the lists are too complex to evaluate for every name that matches \(pattern): too many tokens "
                    + "overlap\(place)")
        }
        return .allUnmanaged(by: lines)
    }

    /// The tokens that can tell names of a pattern apart.
    private func relevantTokens(_ pattern: NamePattern) -> [NameToken] {
        nameTokens.flatMap { list -> [NameToken] in
            let relevant = list.tokens.filter { $0.pattern.mayMeet(pattern) }
            // A token that every name fits makes its likes indifferent: only the other sign still tells names apart.
            // Looking for one only saves work, so not more of it is done than that.
            let coversAll = [true, false].map { sign in
                list.hasEverything(isExcept: sign)
                    || relevant.lazy.filter { $0.isExcept == sign && $0.isGlob }.prefix(500)
                        .contains { $0.pattern.includes(pattern) }
            }
            return relevant.filter { !coversAll[$0.isExcept ? 0 : 1] }
        }
    }

    private func search(_ pattern: NamePattern, _ relevant: [NameToken]) -> NameSearch {
        NameSearch(
            pattern: pattern, tokens: Array(Set(relevant.lazy.filter(\.isGlob).map(\.pattern))),
            literals: relevant.lazy.filter { !$0.isGlob }.map(\.text))
    }

    /// Looks at a name for each of some exceptions: where a search cannot come to its end, that may still find one that
    /// is managed.
    private func lookAtExceptions(
        _ pattern: NamePattern, _ relevant: [NameToken], _ budget: SearchBudget, _ look: (RawText) -> Bool
    ) {
        for token in relevant.lazy.filter(\.isExcept).prefix(200) {
            let outcome = NameSearch(pattern: pattern, tokens: [token.pattern], literals: [])
                .visit(within: budget, costOfName: costOfName, look)
            if outcome == .stopped { return }
        }
    }
}
