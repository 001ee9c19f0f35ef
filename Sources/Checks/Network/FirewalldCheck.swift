import Base
import DBus
import Fence
import Node
import Requirements

/// Whether firewalld, where it runs, lets in what Calico's nodes send each other.
struct FirewalldCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]
    let profile: Profile

    var decision: String {
        "Asks firewalld whether the zones of the node's uplinks, and the policies between them and the host, allow the "
            + "profile's ports and protocols. Needs the system bus; an enabled firewalld that is not reachable is "
            + "undetermined. Results that depend on the sender's address are undetermined; give --peer."
    }
    var details: String {
        "Checked over D-Bus: panic mode, the zone of each interface with a default route, its ports, protocols, "
            + "services, rich rules by priority, forwardings and target, then the policies from the zone to the host "
            + "and back, in their order. The ports of Typha and of the API server are checked on nodes that serve "
            + "them. Tunnels are not checked if firewalld uses iptables, because Felix's rules come first there. In "
            + "firewalld IP-in-IP (protocol 4) is called ipencap; the name ipip is protocol 94. With --peer, "
            + "firewalld's rules in the kernel decide."
    }
    var remedy: String {
        "Disable firewalld, as Calico's documentation advises, or open the ports in the zone of the node's uplink."
    }

    func look(in context: CheckContext) -> Outcome {
        if let why = context.fence.hiddenBus { return undetermined(why) }
        let connection: Connection?
        do throws(BusError) {
            connection = try context.connectionToBus()
            if let connection, let firewall = try Firewalld(connection, by: context.deadline.capped(at: .seconds(5))) {
                return try ask(firewall, in: context)
            }
        } catch {
            return .undetermined(
                because: "firewalld does not reply: \(error)",
                evidence: [Evidence(path: "D-Bus org.fedoraproject.FirewallD1", text: "\(error)")],
                remedy: "systemctl status firewalld")
        }
        do throws(FileError) {
            if connection == nil, try !Units.canBeSeen(in: context) { return Units.unseen }
        } catch { return undetermined(error) }
        let evidence: Evidence
        switch Units.on(["firewalld.service"], nil, in: context).first?.presence {
        case nil: return .pass(found: "firewalld is neither running nor enabled")
        case .unknown(let place)?:
            return undetermined("cannot determine whether firewalld is enabled: \(place.text)", [place])
        case .enabled(let place)?, .active(let place)?: evidence = place
        }
        // It does not run, and so nothing is stopped.
        let stop = "systemctl disable firewalld"
        return connection == nil
            ? .undetermined(
                because: "firewalld is enabled; its rules can be read only while it runs",
                evidence: [evidence], remedy: stop)
            : .fail(
                found: "firewalld is not running but enabled: it will block Calico's traffic after the next boot",
                evidence: [evidence],
                remedy: stop)
    }

    private func ask(_ firewall: Firewalld, in context: CheckContext) throws(BusError) -> Outcome {
        guard try !firewall.isInPanic() else {
            return .fail(
                found: "firewalld is in panic mode and drops every packet",
                evidence: [Evidence(path: "D-Bus org.fedoraproject.FirewallD1", text: "queryPanicMode: true")],
                remedy: "firewall-cmd --panic-off")
        }
        let traffic = try FirewalldTraffic(firewall, profile, encapsulations, in: context)
        let judged = traffic.judged
        let closed = judged.compactMap { judged -> (traffic: FirewalldTraffic.Row, clause: FirewalldClause)? in
            if case .closed(let clause) = judged.answer { (judged.row, clause) } else { nil }
        }
        let unclear = judged.compactMap { judged -> (traffic: FirewalldTraffic.Row, clause: FirewalldClause)? in
            if case .depends(let clause) = judged.answer { (judged.row, clause) } else { nil }
        }
        let asked = Evidence(path: "D-Bus org.fedoraproject.FirewallD1", text: traffic.summary)
        let evidence =
            [asked]
            + (closed + unclear).map(\.clause).filter(\.isRule).map {
                Evidence(path: "firewalld \($0.origin.description)", text: $0.description)
            }.unique
        if let first = unclear.first, closed.isEmpty {
            return .undetermined(
                because:
                    "\(unclear.map { "\($0.traffic)" }.unique.joined(separator: ", ")) depends on "
                    + unclear.map(\.clause.description).unique.joined(separator: ", "),
                evidence: evidence,
                remedy: context.inputs.peers.isEmpty
                    ? context.commandWithPeer(for: row.id)
                    : "firewall-cmd --info-\(first.clause.origin.kind)")
        }
        guard !closed.isEmpty else {
            if let problem = traffic.problem {
                return undetermined("cannot determine all traffic between nodes: \(problem.text)", [problem])
            }
            return .pass(found: "firewalld allows Calico's traffic", evidence: evidence)
        }
        return kept(out: closed, evidence)
    }

    private func kept(
        out closed: [(traffic: FirewalldTraffic.Row, clause: FirewalldClause)], _ evidence: [Evidence]
    ) -> Outcome {
        // firewall-cmd takes one kind of option at a time.
        let commands = closed.map { "firewall-cmd --permanent \($0.clause.options(for: $0.traffic.packet))" }.unique
        let names = closed.map { "\($0.traffic) \($0.clause.place)" }.unique
        return .fail(
            found: "firewalld blocks \(names.joined(separator: ", "))",
            evidence: evidence,
            remedy: (commands + ["firewall-cmd --reload"]).joined(separator: " && "))
    }
}
