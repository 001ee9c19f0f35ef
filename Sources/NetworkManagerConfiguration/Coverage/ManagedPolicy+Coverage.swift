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
    public func coverage(
        of pattern: InterfacePattern, facts: DeviceFacts = DeviceFacts(),
        udev: ((DeviceTraits) -> DeviceFacts.Udev)? = nil
    ) -> Coverage {
        guard let automaton = NamePattern(pattern.glob, isGlob: true) else {
            return .undetermined(name: nil, reason: "no interface name can match \(pattern)")
        }
        var lines: [ManagedDecision.Line] = []
        var open: (name: RawText, reason: String)?
        var found: Coverage?
        let outcome = search(automaton).visit { name in
            let traits = DeviceTraits(name: name, kind: pattern.kind)
            var decision = prediction(for: traits, facts: facts).afterReload
            let isManaged = decision.managed == true
            if let udev, isManaged || decision.cause == .byDefault {
                // Only here may udev change the answer: nothing of it overrules a list or a group.
                var facts = facts
                facts.udev = udev(traits)
                decision = prediction(for: traits, facts: facts).afterReload
            }
            switch isManaged ? true : decision.managed {
            case true?:
                found = .counterexample(name: name, decision: decision)
                return false
            case false?:
                if let line = decision.decidedBy, !lines.contains(line), lines.count < 32 { lines.append(line) }
            case nil: open = open ?? (name, decision.reason)
            }
            return true
        }
        if let found { return found }
        if let open { return .undetermined(name: open.name, reason: open.reason) }
        if outcome == .exhausted {
            return .undetermined(
                name: nil, reason: "the lists are too complex to evaluate for every name that matches \(pattern)")
        }
        return .allUnmanaged(by: lines)
    }

    /// The names to look at: those that the tokens that matter can tell apart.
    private func search(_ pattern: NamePattern) -> NameSearch {
        var globs: [NamePattern] = []
        var literals: [RawText] = []
        var lists = [unmanaged.tokens]
        for case .section(_, let list?) in sections { lists.append(list.tokens) }
        for tokens in lists {
            let relevant = tokens.compactMap { token in NameToken(token, meeting: pattern) }
            // A token that every name fits makes its likes indifferent: only the other sign still tells names apart.
            // Looking for one only saves work, so not more of it is done than that.
            let coversAll = [true, false].map { sign in
                tokens.contains { $0.isExcept == sign && $0.condition == .everything }
                    || relevant.lazy.filter { $0.isExcept == sign && $0.isGlob }.prefix(500)
                        .contains { $0.pattern.includes(pattern) }
            }
            for token in relevant where !coversAll[token.isExcept ? 0 : 1] {
                if token.isGlob { globs.append(token.pattern) } else { literals.append(token.text) }
            }
        }
        return NameSearch(pattern: pattern, tokens: Array(Set(globs)), literals: literals)
    }
}
