import PacketFilter

extension RuleLocation {
    /// The commands that let packets of pods pass this rule, and no others.
    /// - Parameters:
    ///   - prefix: how the names of pods' interfaces begin.
    ///   - felix: where Felix accepts.
    ///   - isFirewallds: whether it is firewalld's, which makes its rules anew at each reload.
    func commands(forPods prefix: String, _ felix: FelixForward, isFirewallds: Bool) -> [String] {
        guard table.name != "firewalld_policy_drop" else { return ["firewall-cmd --panic-off"] }
        if isFirewallds { return table.isOfIPTables ? directCommands : Self.firewalldCommands(prefix) }
        guard hook == .forward else { return forwardedAcceptance ?? removal }
        guard table.isOfIPTables, base == "FORWARD" else {
            return ["iifname", "oifname"].map { "nft insert rule \(table) \(base) \($0) '\"\(prefix)*\"' accept" }
        }
        // What a policy drops may have come to it by a rule that returns.
        let place = entry ?? (table.name == "filter" ? felix.firstPlace(in: table) : 1)
        let isOfFelix = table.name == "filter" && felix.isBehindMark(self)
        if isOfFelix { return ["\(iptables) -I FORWARD \(place) -m mark --mark \(FelixForward.mark) -j ACCEPT"] }
        // Before Felix's chain an accept would pass by the pods' policies.
        guard !felix.isBeforeMark(self) else { return removal }
        return ["-i", "-o"].map { "\(iptables) -I FORWARD \(place) \($0) \(prefix)+ -j ACCEPT" }
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
    private var forwardedAcceptance: [String]? {
        guard [.prerouting, .postrouting].contains(hook), diversion == nil, table.name != "nat" else { return nil }
        let end = hook == .prerouting ? "dst" : "src"
        guard table.isOfIPTables else {
            return ["nft insert rule \(table) \(base) fib \(end == "dst" ? "daddr" : "saddr") type != local accept"]
        }
        return ["\(iptables) -I \(base) \(entry ?? 1) -m addrtype ! --\(end)-type LOCAL -j ACCEPT"]
    }

    private var iptables: String {
        let program = (table.family == .ip6 ? "ip6tables" : "iptables") + (table.isLegacy ? "-legacy" : "")
        return program + (table.name == "filter" ? "" : " -t \(table.name)")
    }

    /// What takes the rule out, or the policy back.
    private var removal: [String] {
        switch (rule, table.isLegacy) {
        case (let rule?, true): ["\(iptables) -D \(chain) \(rule.handle)"]
        case (let rule?, false): ["nft delete rule \(table) \(chain) handle \(rule.handle)"]
        case (nil, true): ["\(iptables) -P \(chain) ACCEPT"]
        case (nil, false): ["nft chain \(table) \(chain) '{ policy accept; }'"]
        }
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
