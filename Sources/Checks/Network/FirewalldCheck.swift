import DBus
import Node
import Requirements

/// Whether firewalld, where it runs, lets in what Calico's nodes send each other.
struct FirewalldCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]
    let profile: Profile

    var decision: String {
        "firewalld is asked over D-Bus: the zone of each interface with a default route, and whether the ports and the "
            + "protocol of the profile are open there: by themselves, by the zone's services, its rich rules or its "
            + "target. Protocol 4 is ipencap there; ipip is 94, another. Without a bus only the link "
            + "that starts it at boot can be seen: then the row is undetermined where there is one."
    }
    var remedy: String {
        "Stop and mask firewalld, as Calico's documents advise, or open the ports in the zone of the node's uplink."
    }

    func look(in context: CheckContext) -> Outcome {
        let connection = context.connectionToBus()
        do throws(BusError) {
            if let connection, let firewall = try Firewalld(connection, by: context.deadline.capped(at: .seconds(5))) {
                return try ask(firewall, in: context)
            }
        } catch {
            return Outcome(
                .undetermined, expected: row.what, found: "firewalld does not answer: \(error)",
                evidence: [Evidence(path: "D-Bus org.fedoraproject.FirewallD1", text: "\(error)")],
                remedy: "systemctl restart firewalld, or: systemctl disable --now firewalld")
        }
        guard case .enabled(let evidence)? = Units.on(["firewalld.service"], nil, in: context).first?.presence else {
            return Outcome(.pass, expected: row.what, found: "firewalld does not run and is not started at boot")
        }
        return Outcome(
            connection == nil ? .undetermined : .finding, expected: row.what,
            found: connection == nil
                ? "firewalld is started at boot; what it lets in only the running one tells"
                : "firewalld does not run now and is started at the next boot",
            evidence: [evidence], remedy: "systemctl disable --now firewalld && systemctl mask firewalld")
    }

    private func ask(_ firewall: Firewalld, in context: CheckContext) throws(BusError) -> Outcome {
        let uplinks = NetworkFacts.uplinks(in: context.root)
        var zones: [String] = []
        for interface in uplinks {
            let zone = try firewall.zone(of: interface)
            if !zones.contains(zone) { zones.append(zone) }
        }
        if zones.isEmpty { zones = [try firewall.defaultZone()] }
        var closed: [(zone: String, option: String)] = []
        var unclear: [(option: String, rule: String)] = []
        for zone in zones {
            let settings = try firewall.settings(of: zone)
            for row in asked {
                guard case .port(let port) = row.demand, let number = port.numbers.first else { continue }
                let transport = port.transport.rawValue
                let option = port.transport == .ip ? "--add-protocol=\(number)" : "--add-port=\(number)/\(transport)"
                switch settings.answer(number, transport) {
                case .open: break
                case .closed: closed.append((zone, option))
                case .depends(let rule): unclear.append((option, rule))
                }
            }
        }
        let evidence = [
            Evidence(path: "D-Bus org.fedoraproject.FirewallD1", text: "zones \(zones.joined(separator: ", "))")
        ]
        if closed.isEmpty, let first = unclear.first {
            return Outcome(
                .undetermined, expected: row.what,
                found:
                    "whether \(unclear.map { Self.name($0.option) }.joined(separator: ", ")) is let in depends on more than "
                    + "the port: \(first.rule)",
                evidence: evidence + unclear.map { Evidence(path: "firewalld rich rule", text: $0.rule) },
                remedy: "nmfence check --only firewall.rules --peer ADDRESS, with the address of another node")
        }
        guard !closed.isEmpty else {
            return Outcome(.pass, expected: row.what, found: "firewalld lets Calico's traffic in", evidence: evidence)
        }
        // firewall-cmd takes one kind of option at a time.
        let commands = closed.map { "firewall-cmd --permanent --zone=\($0.zone) \($0.option)" }
        let names = closed.map { "\(Self.name($0.option)) in \($0.zone)" }
        return Outcome(
            .finding, expected: row.what, found: "firewalld keeps out \(names.joined(separator: ", "))",
            evidence: evidence,
            remedy: (commands + ["firewall-cmd --reload"]).joined(separator: " && "))
    }

    /// What an option opens, such as `179/tcp`.
    private static func name(_ option: String) -> String { String(option.drop { $0 != "=" }.dropFirst()) }

    /// The rows of ports between nodes whose condition holds.
    private var asked: [Requirement] {
        profile.requirements.filter { row in
            guard case .port(let port) = row.demand, port.role == .node else { return false }
            return row.isAsked(encapsulations)
        }
    }
}
