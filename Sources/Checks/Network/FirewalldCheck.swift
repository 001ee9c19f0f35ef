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
        "firewalld is asked over D-Bus: whether its panic mode is on, the zone of each interface with a default "
            + "route, and whether the ports and the protocol of the profile are open there: by themselves, by the "
            + "zone's services, its rich rules in the order of their priorities, or its target; not if they are "
            + "forwarded elsewhere. The ports of Typha and of the API server are asked for where they are served on "
            + "this node. Tunnels are not asked for where firewalld works with iptables: Felix's rules come first "
            + "there. The policies in use from that zone to the host, and from the host to it, are asked as well, in "
            + "their order. Protocol 4 is ipencap there; ipip is 94, another. What depends on the sender, by a rich "
            + "rule or by a zone for its address, is undetermined, unless --peer HOST names one: then firewalld's "
            + "rules in the kernel tell. Without a bus only the link that starts it at boot can be seen: then the row "
            + "is undetermined where there is one."
    }
    var remedy: String {
        "Stop and mask firewalld, as Calico's documents advise, or open the ports in the zone of the node's uplink."
    }

    func look(in context: CheckContext) -> Outcome {
        if let why = context.fence.hiddenBus { return undetermined(why) }
        let connection = context.connectionToBus
        do throws(BusError) {
            if let connection, let firewall = try Firewalld(connection, by: context.deadline.capped(at: .seconds(5))) {
                return try ask(firewall, in: context)
            }
        } catch {
            return .undetermined(
                because: "firewalld does not answer: \(error)",
                evidence: [Evidence(path: "D-Bus org.fedoraproject.FirewallD1", text: "\(error)")],
                remedy: "systemctl status firewalld")
        }
        do throws(FileError) {
            if connection == nil, try !Units.canBeSeen(in: context) { return Units.unseen }
        } catch { return undetermined(error) }
        let evidence: Evidence
        switch Units.on(["firewalld.service"], nil, in: context).first?.presence {
        case nil: return .pass(found: "firewalld does not run and is not started at boot")
        case .unknown(let place)?:
            return undetermined("whether firewalld is started at boot is not known: \(place.text)", [place])
        case .enabled(let place)?, .active(let place)?: evidence = place
        }
        // It does not run, and so nothing is stopped.
        let stop = "systemctl disable firewalld"
        return connection == nil
            ? .undetermined(
                because: "firewalld is started at boot; what it lets in only the running one tells",
                evidence: [evidence], remedy: stop)
            : .fail(
                found: "firewalld does not run now and is started at the next boot", evidence: [evidence],
                remedy: stop)
    }

    private func ask(_ firewall: Firewalld, in context: CheckContext) throws(BusError) -> Outcome {
        guard try !firewall.isInPanic() else {
            return .fail(
                found: "firewalld's panic mode is on: it drops every packet",
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
                    "whether \(unclear.map { "\($0.traffic)" }.unique.joined(separator: ", ")) is let through "
                    + "depends on more than the port: "
                    + unclear.map(\.clause.description).unique.joined(separator: ", "),
                evidence: evidence,
                remedy: context.inputs.peers.isEmpty
                    ? context.commandWithPeer(for: row.id)
                    : "firewall-cmd --info-\(first.clause.origin.kind)")
        }
        guard !closed.isEmpty else {
            if let problem = traffic.problem {
                return undetermined("what nodes send each other is not known for certain: \(problem.text)", [problem])
            }
            return .pass(found: "firewalld lets Calico's traffic in", evidence: evidence)
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
            found: "firewalld keeps out \(names.joined(separator: ", "))",
            evidence: evidence,
            remedy: (commands + ["firewall-cmd --reload"]).joined(separator: " && "))
    }
}
