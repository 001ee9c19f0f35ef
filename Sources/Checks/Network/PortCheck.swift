import Base
import DBus
import Fence
import Node
import Requirements

/// Whether a port that Calico uses is free or Calico's own, and whether peers answer on it.
struct PortCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]
    let port: Demand.Port

    /// The programs that rightly hold a port of Calico's, by the names that the kernel has for them.
    private static let owners: [String: Set<String>] = [
        "port.bgp": ["bird", "bird6", "gobgpd", "calico-node", "calico-bgp-daemo"],
        "port.typha": ["calico-typha"],
        "port.apiserver": ["kube-apiserver", "k3s-server", "k3s", "rke2", "haproxy", "kubelite"],
    ]
    /// The longest that a peer is waited for.
    private static let patience = Duration.seconds(3)

    var decision: String {
        "Sockets in /proc/net/tcp and udp, and the processes that have them. A VXLAN port is the kernel's: which "
            + "device it is held for, its number and its VNI the kernel tells over rtnetlink; it must be Calico's "
            + "device and no other. With --peer HOST a TCP connection is tried; silence is a failure, and a refusal "
            + "leaves it open: the host is there and nobody listens, as before Calico runs, or a firewall answers so. "
            + "What a firewall of this node does is told by firewall.rules and firewall.firewalld."
    }
    var remedy: String {
        "Stop the program that holds the port, or give Calico another one; open the port between the nodes."
    }

    func look(in context: CheckContext) -> Outcome {
        if port.transport == .ip {
            return .skipped(
                because: "whether protocol \(port.numbers[0]) gets from host to host shows only when packets are sent; "
                    + "firewall.rules and firewall.firewalld tell whether this node lets it in")
        }
        if port.role == .apiserver { return lookForServer(in: context) }
        let local = lookHere(in: context)
        guard port.transport == .tcp, !context.inputs.peers.isEmpty, local.verdict != .finding else { return local }
        return lookThere(in: context, local)
    }

    // MARK: This node

    private func lookHere(in context: CheckContext) -> Outcome {
        guard context.node.kernel.isRunning else { return .skipped(because: "an image has no sockets") }
        guard context.node.sockets.isReadable else { return unreadableSockets(in: context) }
        let outcome =
            row.condition == .vxlan && port.transport == .udp
            ? VXLANPort(expected: port.numbers[0], in: context).outcome : lookForHolders(in: context)
        // A socket in a list that cannot be read may hold the port as well.
        guard outcome.verdict != .finding, sockets(in: context) != nil else { return outcome }
        return unreadableSockets(in: context)
    }

    private func sockets(in context: CheckContext) -> Evidence? {
        context.node.sockets.problem(with: port.transport == .tcp ? .tcp : .udp)
    }

    private func unreadableSockets(in context: CheckContext) -> Outcome {
        let problem = sockets(in: context)
        return undetermined(
            "the node's sockets cannot be read" + (problem.map { ": \($0.text)" } ?? ""),
            [problem].compactMap(\.self))
    }

    private func lookForHolders(in context: CheckContext) -> Outcome {
        let number = port.numbers[0]
        let holders = context.node.sockets.holders(of: number, port.transport == .tcp ? .tcp : .udp)
        let evidence = holders.map { $0.evidence }
        let hint =
            port.transport == .tcp && context.inputs.peers.isEmpty
            ? "; --peer HOST tries whether others can be reached" : ""
        guard !holders.isEmpty else {
            return Outcome.pass(found: "\(number) is free\(hint)").expecting("\(number) free, or Calico's")
        }
        if port.transport == .udp, holders.allSatisfy(\.isKernel) { return lookAtTunnels(in: context, evidence) }
        let processes = holders.flatMap(\.processes)
        if processes.isEmpty, !holders.contains(where: \.isKernel) {
            return Outcome.undetermined(
                because: "\(number) is held, and not seen by whom",
                evidence: evidence, remedy: "ss -lnp 'sport = :\(number)' as root"
            ).expecting("\(number) free, or Calico's")
        }
        let owners = Self.owners[row.id] ?? []
        let strangers = processes.filter { process in !owners.contains(process.prefix { $0 != " " }.description) }
        let names = processes.isEmpty ? "the kernel" : processes.joined(separator: ", ")
        let isFree = strangers.isEmpty && !processes.isEmpty
        let outcome: Outcome =
            isFree
            ? .pass(found: "\(number) is held by \(names)\(hint)", evidence: evidence)
            : .fail(
                found: "\(number) is held by \(names)", evidence: evidence,
                remedy: "ss -lnp 'sport = :\(number)' shows who holds it; stop that, or move it to another port")
        return outcome.expecting("\(number) free, or Calico's")
    }

    /// A UDP port that the kernel has for itself, as for WireGuard: which device asked for it, it tells nobody who may
    /// not see the keys too. So Calico's device must be there.
    private func lookAtTunnels(in context: CheckContext, _ evidence: [Evidence]) -> Outcome {
        let devices: [(name: String, evidence: Evidence)]
        do throws(FileError) { devices = try NetworkFacts.devices("wireguard", in: context.root) } catch {
            return undetermined(error)
        }
        let evidence = evidence + devices.map { $0.evidence }
        let number = port.numbers[0]
        if let own = devices.first(where: { $0.name.hasSuffix(".cali") || $0.name.hasSuffix(".calico") }) {
            return Outcome.pass(
                found: "\(number) is the kernel's, for \(own.name)",
                evidence: evidence
            ).expecting("\(number) free, or Calico's")
        }
        let names = devices.map(\.name).joined(separator: ", ")
        return Outcome.fail(
            found: "\(number) is the kernel's, for a tunnel that is not Calico's\(names.isEmpty ? "" : ": \(names)")",
            evidence: evidence, remedy: "wg show all listen-port; give that device another port"
        ).expecting("\(number) free, or Calico's")
    }

    private func lookForServer(in context: CheckContext) -> Outcome {
        guard context.node.kernel.isRunning else { return .skipped(because: "an image has no sockets") }
        guard context.node.sockets.isReadable else { return unreadableSockets(in: context) }
        let owners = Self.owners[row.id] ?? []
        var unseen: [Evidence] = []
        for number in port.numbers {
            for holder in context.node.sockets.holders(of: number, .tcp) {
                if holder.processes.isEmpty, !holder.isKernel { unseen.append(holder.evidence) }
                let names = holder.processes.map { $0.prefix { $0 != " " }.description }
                guard names.contains("kube-apiserver") || !owners.isDisjoint(with: names) else { continue }
                return Outcome.pass(
                    found: "\(holder.processes.joined(separator: ", ")) on \(number)",
                    evidence: [holder.evidence]
                ).expecting("kube-apiserver listens")
            }
        }
        if sockets(in: context) != nil { return unreadableSockets(in: context) }
        guard unseen.isEmpty else {
            return undetermined("its port is held, and not seen by whom", unseen)
        }
        return .skipped(
            because: "no kube-apiserver listens here; datastore.apiserver tells whether it can be reached")
    }

    // MARK: Other nodes

    private func lookThere(in context: CheckContext, _ local: Outcome) -> Outcome {
        var evidence = local.evidence
        var (silent, refusing, unresolved): ([String], [String], [String]) = ([], [], [])
        for peer in context.inputs.peers {
            let reach = Reachability(
                peer, port.numbers[0], by: context.addresses, until: context.deadline.capped(at: Self.patience))
            evidence += reach.evidence
            if let failure = reach.unresolved {
                unresolved.append(failure.description)
            } else if reach.isRefused {
                refusing.append(peer)
            } else if !reach.isConnected {
                silent.append(peer)
            }
        }
        guard silent.isEmpty else {
            return Outcome.fail(
                found: "no answer on \(port.numbers[0]) from \(silent.joined(separator: ", "))", evidence: evidence,
                remedy: "open TCP \(port.numbers[0]) between the nodes, in their firewalls and in the network's"
            ).expecting("an answer from every peer")
        }
        guard unresolved.isEmpty else {
            return Outcome.undetermined(
                because: unresolved.joined(separator: "; "),
                evidence: evidence, remedy: "give --peer the address of the node as a number"
            ).expecting("an answer from every peer")
        }
        guard refusing.isEmpty else {
            let names = refusing.joined(separator: ", ")
            return Outcome.undetermined(
                because: "refused by \(names): nobody listens there yet, or a firewall says so",
                evidence: evidence, remedy: "nc -l \(port.numbers[0]) on the peer while this is asked again"
            ).expecting("an answer from every peer")
        }
        return local.adding("; every peer accepts", evidence: evidence).expecting("an answer from every peer")
    }
}
