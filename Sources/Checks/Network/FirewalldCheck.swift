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
            + "protocol of the profile are open there. The zone \"trusted\" lets everything in. Without a bus only the "
            + "link that starts it at boot can be seen: then the row is undetermined where there is one."
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
        for zone in zones where zone != "trusted" {
            for row in asked {
                guard case .port(let port) = row.demand else { continue }
                for number in port.numbers.prefix(1) {
                    if port.transport == .ip {
                        if try !firewall.isOpen(protocolNumber: number, in: zone) {
                            closed.append((zone, "--add-protocol=\(number)"))
                        }
                    } else if try !firewall.isOpen(number, port.transport.rawValue, in: zone) {
                        closed.append((zone, "--add-port=\(number)/\(port.transport.rawValue)"))
                    }
                }
            }
        }
        let evidence = [
            Evidence(path: "D-Bus org.fedoraproject.FirewallD1", text: "zones \(zones.joined(separator: ", "))")
        ]
        guard !closed.isEmpty else {
            return Outcome(.pass, expected: row.what, found: "firewalld lets Calico's traffic in", evidence: evidence)
        }
        // One each: firewall-cmd refuses a port and a protocol in one command.
        let commands = closed.map { "firewall-cmd --permanent --zone=\($0.zone) \($0.option)" }
        let names = closed.map { "\($0.option.drop { $0 != "=" }.dropFirst()) in \($0.zone)" }
        return Outcome(
            .finding, expected: row.what, found: "firewalld keeps out \(names.joined(separator: ", "))",
            evidence: evidence,
            remedy: (commands + ["firewall-cmd --reload"]).joined(separator: " && "))
    }

    /// The rows of ports between nodes whose condition holds.
    private var asked: [Requirement] {
        profile.requirements.filter { row in
            guard case .port(let port) = row.demand, port.role == .node else { return false }
            return switch row.condition {
            case nil, .ipv6: true
            case .bgp: encapsulations != ["vxlan"]
            case let condition?: encapsulations.contains(condition.rawValue)
            }
        }
    }
}
