/// What a zone of firewalld lets in, from its settings.
struct FirewalldZone {
    /// Whether a port or protocol gets in.
    enum Answer: Hashable {
        case open
        case closed
        /// A rule that asks for more than the port decides.
        case depends(on: String)
    }

    /// What becomes of packets that nothing else is said of: `default`, `ACCEPT`, `DROP` or `%%REJECT%%`.
    let target: String
    /// Ports or ranges with their protocols, those of the zone's services with them.
    let ports: [(ports: String, transport: String)]
    /// Protocols by number or name, those of the zone's services with them.
    let protocols: [String]
    /// Rules in firewalld's rich language.
    let richRules: [String]

    /// Whether TCP or UDP gets in to a port, or a protocol of IP by its number.
    func answer(_ number: UInt16, _ transport: String) -> Answer {
        // Rich rules that drop or reject are asked before all that accepts.
        let concerned = richRules.map(RichRule.init).filter { $0.concerns(number, transport, in: self) != .no }
        let refusals = concerned.filter(\.isRefusal)
        if refusals.contains(where: { $0.concerns(number, transport, in: self) == .yes }) { return .closed }
        let rest = answer(number, transport, accepting: concerned.filter(\.isAcceptance))
        guard let refusal = refusals.first, rest != .closed else { return rest }
        return .depends(on: refusal.text)
    }

    private func answer(_ number: UInt16, _ transport: String, accepting rules: [RichRule]) -> Answer {
        if target == "ACCEPT" || isListed(number, transport) { return .open }
        if rules.contains(where: { $0.concerns(number, transport, in: self) == .yes }) { return .open }
        return rules.first.map { .depends(on: $0.text) } ?? .closed
    }

    private func isListed(_ number: UInt16, _ transport: String) -> Bool {
        transport == "ip"
            ? protocols.contains { Self.names(of: number).contains($0) }
            : ports.contains { $0.transport == transport && Self.range($0.ports)?.contains(number) == true }
                || protocols.contains(transport)
    }

    /// The names of a protocol in /etc/protocols of distributions. `ipip` is not among those of 4: it is 94, another protocol.
    fileprivate static func names(of number: UInt16) -> [String] {
        number == 4 ? ["4", "ipencap", "IP-ENCAP", "ipv4", "IPV4"] : [String(number)]
    }

    /// `179` or `100-200`.
    fileprivate static func range(_ text: String) -> ClosedRange<UInt16>? {
        let ends = text.split(separator: "-").compactMap { UInt16($0) }
        guard let first = ends.first, let last = ends.last, first <= last else { return nil }
        return first...last
    }
}

/// A rule of firewalld's rich language, firewalld.richlanguage(5), as far as it decides about a port.
struct RichRule {
    /// As firewalld writes it.
    let text: String
    private let words: [Substring]

    init(_ text: String) {
        self.text = text
        words = text.split(separator: " ")
    }

    var isRefusal: Bool { words.contains("drop") || words.contains("reject") }
    var isAcceptance: Bool { words.contains("accept") }

    /// Whether the rule is about packets to a port; "maybe" where it also asks for something that is not known.
    func concerns(_ number: UInt16, _ transport: String, in zone: FirewalldZone) -> Trilean {
        if value("family") == "ipv6" { return .no }
        let isLimited = ["source", "destination", "limit"].contains { words.contains($0[...]) }
        let all: Trilean = isLimited ? .maybe : .yes
        if words.contains("port") {
            guard transport != "ip", value("protocol") == transport, let ports = value("port"),
                FirewalldZone.range(ports)?.contains(number) == true
            else { return .no }
            return all
        }
        if words.contains("protocol") {
            let name = value("value") ?? ""
            return name == transport || (transport == "ip" && FirewalldZone.names(of: number).contains(name))
                ? all : .no
        }
        if words.contains("service") {
            guard let name = value("name") else { return .maybe }
            return name == "bgp" ? (number == 179 && transport == "tcp" ? all : .no) : .no
        }
        let others = ["icmp-block", "icmp-type", "masquerade", "forward-port", "source-port"]
        return others.contains { words.contains($0[...]) } ? .no : all
    }

    /// The value of `key="value"`, the last of its name: a source's address comes before a protocol's value.
    private func value(_ key: String) -> String? {
        words.last { $0.hasPrefix(key + "=") }.map { word in String(word.dropFirst(key.count + 1).filter { $0 != "\"" })
        }
    }
}
