import PacketFilter

extension RuleLocation {
    /// What lets packets of pods pass this rule, and no others.
    /// - Parameters:
    ///   - prefix: how the names of pods' interfaces begin.
    ///   - felix: where Felix accepts.
    ///   - isFirewallds: whether it is firewalld's, which makes its rules anew at each reload.
    func remedy(forPods prefix: String, _ felix: FelixForward, isFirewallds: Bool) -> RuleRemedyStep {
        // What firewalld makes of it is its own; here it is as if the rule were gone.
        guard table.name != "firewalld_policy_drop" else {
            return RuleRemedyStep(["firewall-cmd --panic-off"], removal)
        }
        if isFirewallds {
            return RuleRemedyStep(table.isOfIPTables ? directCommands : Self.firewalldCommands(prefix), removal)
        }
        return RuleRemedyStep(edits(forPods: prefix, felix))
    }

    private func edits(forPods prefix: String, _ felix: FelixForward) -> [RulesetEdit] {
        guard hook == .forward else { return forwardedAcceptance.map { [$0] } ?? removal }
        let chain = Chain.Key(table, base)
        func acceptance(_ place: Int) -> [RulesetEdit] {
            [true, false].map { .accept(.interface(prefix: prefix, isInput: $0), in: chain, place: place) }
        }
        guard table.isOfIPTables, base == "FORWARD" else { return acceptance(1) }
        // What a policy drops may have come to it by a rule that returns.
        let place = entry ?? (table.name == "filter" ? felix.firstPlace(in: table) : 1)
        let isOfFelix = table.name == "filter" && felix.isBehindMark(self)
        if isOfFelix { return [.accept(.markedByFelix, in: chain, place: place)] }
        // Before Felix's chain an accept would pass by the pods' policies.
        return felix.isBeforeMark(self) ? removal : acceptance(place)
    }

    /// firewalld hands such rules through before its own, at each reload.
    private var directCommands: [String] {
        let rule =
            "--direct --add-rule \(table.family == .ip6 ? "ipv6" : "ipv4") filter FORWARD 0 "
            + "-m mark --mark \(FelixForward.mark) -j ACCEPT"
        return ["firewall-cmd \(rule)", "firewall-cmd --permanent \(rule)"]
    }

    /// What lets forwarded packets pass before the chain's other rules; nil for chains that give them other addresses,
    /// as those of services are there.
    private var forwardedAcceptance: RulesetEdit? {
        guard [.prerouting, .postrouting].contains(hook), diversion == nil, table.name != "nat" else { return nil }
        let chain = Chain.Key(table, base)
        return .accept(
            .remote(isSource: hook == .postrouting), in: chain, place: chain.isOfIPTables ? entry ?? 1 : 1)
    }

    /// What takes the rule out, or the policy back.
    private var removal: [RulesetEdit] {
        let chain = Chain.Key(table, chain)
        return [rule.map { .delete($0.handle, from: chain) } ?? .acceptByPolicy(chain)]
    }

    /// A zone for the pods' interfaces, and policies that let packets through between it and all others: what is in the
    /// zone
    /// `trusted` gets out, and nothing gets in to it.
    private static func firewalldCommands(_ prefix: String) -> [String] {
        let name = "calico-pods"
        func command(_ words: String) -> String { "firewall-cmd --permanent \(words)" }
        func policy(_ way: String, from source: String, to target: String) -> [String] {
            [
                command("--new-policy=\(name)-\(way)"),
                command("--policy=\(name)-\(way) --add-ingress-zone=\(source)"),
                command("--policy=\(name)-\(way) --add-egress-zone=\(target)"),
                command("--policy=\(name)-\(way) --set-target=ACCEPT"),
            ]
        }
        return [command("--new-zone=\(name)"), command("--zone=\(name) --add-interface=\(prefix)+")]
            + policy("in", from: "ANY", to: name) + policy("out", from: name, to: "ANY") + ["firewall-cmd --reload"]
    }
}
