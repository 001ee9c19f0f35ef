import Base

/// The first packet that firewalld is to let through: to a port, or of a protocol of its own.
struct FirewalldPacket: Hashable {
    /// The port; the protocol's number for `ip`.
    let number: UInt16
    /// `tcp`, `udp` or `ip`.
    let transport: String
    /// Whether it is one of IPv6.
    let isIPv6: Bool
}

/// What a zone or a policy of firewalld says about packets, from its settings.
struct FirewalldZone {
    /// Where packets to a port are sent instead.
    struct Forwarding: Hashable {
        /// Port or range, protocol, new port, new address; the last two may be empty.
        let fields: [String]

        init?(_ fields: [String]) {
            guard fields.count == 4 else { return nil }
            self.fields = fields
        }

        /// As `--add-forward-port` takes it.
        var option: String {
            zip(["port", "proto", "toport", "toaddr"], fields).filter { !$1.isEmpty }.map { "\($0)=\($1)" }
                .joined(separator: ":")
        }

        /// Whether it takes a packet elsewhere.
        func takes(_ packet: FirewalldPacket) -> Bool {
            guard fields[1] == packet.transport, FirewalldZone.range(fields[0])?.contains(packet.number) == true else {
                return false
            }
            return !fields[3].isEmpty || !(fields[2].isEmpty || fields[2] == String(packet.number))
        }
    }

    /// What becomes of packets that nothing else is said of: `default`, `ACCEPT`, `DROP` or `%%REJECT%%` in a zone, and
    /// `CONTINUE`, `ACCEPT`, `DROP` or `REJECT` in a policy.
    let target: String
    /// Ports or ranges with their protocols, those of the zone's services with them.
    let ports: [(ports: String, transport: String)]
    /// Protocols by number or name, those of the zone's services with them.
    let protocols: [String]
    /// Rules in firewalld's rich language.
    let richRules: [String]
    /// What is sent elsewhere.
    let forwardings: [Forwarding]

    /// What the rules say, in the order in which firewalld has them asked: rich rules by their priority, and among
    /// those of priority 0, where the ports are too, first the ones that refuse.
    func clauses(_ packet: FirewalldPacket, by origin: FirewalldClause.Origin) -> [FirewalldClause] {
        func clause(_ rule: RichRule) -> FirewalldClause {
            FirewalldClause(
                origin, isAcceptance: rule.isAcceptance, applies: rule.concerns(packet), cause: .richRule(rule.text))
        }
        let rules = richRules.map(RichRule.init).filter { $0.isRefusal || $0.isAcceptance }
        let before = rules.filter { $0.priority < 0 }.sorted { $0.priority < $1.priority }
        let after = rules.filter { $0.priority > 0 }.sorted { $0.priority < $1.priority }
        let among = rules.filter { $0.priority == 0 }
        let listed = FirewalldClause(origin, isAcceptance: true, applies: Answer(isListed(packet)), cause: .ports)
        return before.map(clause) + among.filter(\.isRefusal).map(clause) + [listed]
            + among.filter(\.isAcceptance).map(clause) + after.map(clause)
    }

    /// What becomes of all the rest; nil where others decide.
    func last(by origin: FirewalldClause.Origin) -> FirewalldClause? {
        target == "CONTINUE"
            ? nil : FirewalldClause(origin, isAcceptance: target == "ACCEPT", applies: .yes, cause: .target)
    }

    /// What takes a packet elsewhere.
    func forwardings(_ packet: FirewalldPacket, by origin: FirewalldClause.Origin) -> [FirewalldClause] {
        let ports = forwardings.filter { $0.takes(packet) }.map {
            FirewalldClause(origin, isAcceptance: false, applies: .yes, cause: .forwarding($0.option))
        }
        let rules = richRules.map(RichRule.init).filter { $0.forwarding?.takes(packet) == true }.map {
            FirewalldClause(origin, isAcceptance: false, applies: $0.scope(packet), cause: .richForwarding($0.text))
        }
        return ports + rules
    }

    private func isListed(_ packet: FirewalldPacket) -> Bool {
        packet.transport == "ip"
            ? protocols.contains { Self.names(of: packet.number).contains($0) }
            : ports.contains {
                $0.transport == packet.transport && Self.range($0.ports)?.contains(packet.number) == true
            } || protocols.contains(packet.transport)
    }

    /// The names of a protocol in /etc/protocols of distributions. `ipip` is not among those of 4: it is 94, another
    /// protocol.
    static func names(of number: UInt16) -> [String] {
        number == 4 ? ["4", "ipencap", "IP-ENCAP", "ipv4", "IPV4"] : [String(number)]
    }

    /// `179` or `100-200`.
    static func range(_ text: String) -> ClosedRange<UInt16>? {
        let ends = text.split(separator: "-").compactMap { UInt16($0) }
        guard let first = ends.first, let last = ends.last, first <= last else { return nil }
        return first...last
    }
}

/// A policy of firewalld, firewalld.policies(5): rules for packets from some zones to some zones. Packets to or from
/// the node itself are those to or from `HOST`.
struct FirewalldPolicy {
    let name: String
    /// Lower ones are asked first, and those below 0 before the zones.
    let priority: Int
    let ingressZones: [String]
    let egressZones: [String]
    let rules: FirewalldZone

    /// Whether it is asked about packets that come in from a zone, or go out to one.
    func isAsked(_ zone: String, incoming: Bool) -> Bool {
        let (here, there) = incoming ? (egressZones, ingressZones) : (ingressZones, egressZones)
        return here.contains("HOST") && (there.contains(zone) || there.contains("ANY"))
    }
}
