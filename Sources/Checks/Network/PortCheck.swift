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

    /// The longest that a peer is waited for.
    private static let patience = Duration.seconds(3)

    var decision: String {
        "Checks that the port on this node is free or used by Calico. With --peer, a TCP connection to each peer is "
            + "tried as well. Firewalls of this node: see firewall.rules and firewall.firewalld."
    }
    var details: String {
        "Sockets are read from /proc/net/tcp and /proc/net/udp, their processes from /proc. The kernel holds a VXLAN "
            + "port itself; rtnetlink shows the device, its port and its VNI, and it must be Calico's device alone. A "
            + "peer that does not reply is a failure. A refused connection is undetermined: nothing listens there "
            + "before Calico runs, or a firewall rejects the packet. A program called bird counts as Calico's only "
            + "if it "
            + "runs in a container (/proc/PID/cgroup)."
    }
    var remedy: String {
        "Stop the program that uses the port, or configure another port for Calico. Allow the port between the nodes."
    }

    func look(in context: CheckContext) -> Outcome {
        if port.transport == .ip {
            return .skipped(
                because: "cannot be tested passively; see firewall.rules and firewall.firewalld")
        }
        if port.role == .apiserver { return lookForServer(in: context) }
        let local = lookHere(in: context)
        guard port.transport == .tcp, port.role != .local, !context.inputs.peers.isEmpty, local.verdict != .finding
        else { return local }
        return lookThere(in: context, local)
    }

    // MARK: This node

    private func lookHere(in context: CheckContext) -> Outcome {
        guard context.node.kernel.isRunning else { return .offlineImage }
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
            "cannot read the node's sockets" + (problem.map { ": \($0.text)" } ?? ""),
            [problem].compactMap(\.self))
    }

    private func lookForHolders(in context: CheckContext) -> Outcome {
        let number = port.numbers[0]
        // A listener on localhost does not keep the port busy on another address.
        let holders = context.node.sockets.holders(of: number, port.transport == .tcp ? .tcp : .udp)
            .filter { port.role != .local || $0.isOnLoopback }
        let evidence = holders.map { $0.evidence }
        let hint =
            port.transport == .tcp && port.role != .local && context.inputs.peers.isEmpty
            ? "; pass --peer HOST to test other nodes" : ""
        guard !holders.isEmpty else {
            return Outcome.pass(found: "port \(number) is free\(hint)").expecting(
                "port \(number) free or used by Calico")
        }
        if port.transport == .udp, holders.allSatisfy(\.isKernel) { return lookAtTunnels(in: context, evidence) }
        let processes = holders.flatMap(\.processes)
        if processes.isEmpty, !holders.contains(where: \.isKernel) {
            return Outcome.undetermined(
                because: "port \(number) is in use by an unknown process",
                evidence: evidence, remedy: "ss -lnp 'sport = :\(number)'  # as root"
            ).expecting("port \(number) free or used by Calico")
        }
        let (strangers, places): ([String], [Evidence])
        do throws(FileError) {
            (strangers, places) = try PortOwners.strangers(on: row.id, among: processes, in: context.root)
        } catch {
            return undetermined(
                "cannot determine whether Calico's own program uses port \(number)", evidence + [Evidence(error)])
        }
        let names = processes.isEmpty ? "the kernel" : processes.joined(separator: ", ")
        let isFree = strangers.isEmpty && !processes.isEmpty
        let outcome: Outcome =
            isFree
            ? .pass(found: "port \(number) is in use by \(names)\(hint)", evidence: evidence)
            : .fail(
                found: "port \(number) is in use by \(names), so Calico cannot use it"
                    + (places.isEmpty ? "" : "; it does not run in a container"),
                evidence: evidence + places,
                remedy: "ss -lnp 'sport = :\(number)'  # shows the program: stop it, or move it to another port")
        return outcome.expecting("port \(number) free or used by Calico")
    }

    /// A UDP port that the kernel has for itself, as for WireGuard: which device asked for it, it tells nobody who may
    /// not see the keys too. So Calico's device must be there.
    private func lookAtTunnels(in context: CheckContext, _ evidence: [Evidence]) -> Outcome {
        let devices: [(name: String, evidence: Evidence)]
        let isFlannels = row.id.hasPrefix("port.flannel")
        let owner = isFlannels ? "flannel" : "Calico"
        do throws(FileError) {
            devices = try NetworkFacts.devices(isFlannels ? "vxlan" : "wireguard", in: context.root)
        } catch { return undetermined(error) }
        let evidence = evidence + devices.map { $0.evidence }
        let number = port.numbers[0]
        let own = devices.first {
            isFlannels ? $0.name.hasPrefix("flannel") : $0.name.hasSuffix(".cali") || $0.name.hasSuffix(".calico")
        }
        if let own {
            return Outcome.pass(
                found: "UDP \(number) is used by kernel \(isFlannels ? "VXLAN" : "WireGuard") device \(own.name)",
                evidence: evidence
            ).expecting("port \(number) free or used by \(owner)")
        }
        let names = devices.map(\.name).joined(separator: ", ")
        return Outcome.fail(
            found:
                "UDP \(number) is used by a kernel tunnel that is not \(owner)'s\(names.isEmpty ? "" : ": \(names)")",
            evidence: evidence,
            remedy: (isFlannels ? "ip -d link show type vxlan" : "wg show all listen-port")
                + "  # then give that device another port"
        ).expecting("port \(number) free or used by \(owner)")
    }

    private func lookForServer(in context: CheckContext) -> Outcome {
        guard context.node.kernel.isRunning else { return .offlineImage }
        guard context.node.sockets.isReadable else { return unreadableSockets(in: context) }
        let owners = PortOwners.names[row.id] ?? []
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
            return undetermined("the port is in use by an unknown process", unseen)
        }
        return .skipped(
            because: "no kube-apiserver on this node; see datastore.apiserver")
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
                found: "no reply on TCP \(port.numbers[0]) from \(silent.joined(separator: ", ")) (filtered?)",
                evidence: evidence,
                remedy: "allow TCP \(port.numbers[0]) between the nodes (host firewalls, security groups, network ACLs)"
            ).expecting("every peer accepts connections")
        }
        guard unresolved.isEmpty else {
            return Outcome.undetermined(
                because: unresolved.joined(separator: "; "),
                evidence: evidence, remedy: "pass the IP address of the node: --peer ADDRESS"
            ).expecting("every peer accepts connections")
        }
        guard refusing.isEmpty else {
            let names = refusing.joined(separator: ", ")
            return Outcome.undetermined(
                because: "connection refused by \(names): nothing listens yet, or a firewall rejects",
                evidence: evidence, remedy: "run \"nc -l \(port.numbers[0])\" on the peer and repeat the check"
            ).expecting("every peer accepts connections")
        }
        return local.adding("; every peer accepts", evidence: evidence).expecting("every peer accepts connections")
    }
}
