import Base
import DBus
import Fence
import Glibc
import Node
import Requirements

/// Whether the Kubernetes API, which is Calico's store, can be reached from the node.
struct APIServerCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]

    /// The longest that the server is waited for.
    private static let patience = Duration.seconds(3)

    var decision: String {
        "Opens a TCP connection to the API server and sends nothing. Needs --apiserver, KUBERNETES_SERVICE_HOST or the "
            + "kubelet's kubeconfig. A server found in a file is not contacted with --offline or from an image."
    }
    var details: String {
        "The kubeconfig is looked for where each distribution keeps it. Every address of the server's name is tried. "
            + "Names are resolved by getent(1) of the machine that nmfence runs on."
    }
    var remedy: String { "Allow the connection in the firewalls, fix name resolution, or correct the kubeconfig." }

    func look(in context: CheckContext) -> Outcome {
        let source: Source
        do throws(KubeConfig.Failure) {
            guard let found = try Self.address(in: context) else {
                return .skipped(
                    because: "no API server address found; pass --apiserver HOST:PORT")
            }
            source = found
        } catch {
            return .undetermined(
                because: "cannot read the API server from the kubeconfig: \(error.evidence.text)",
                evidence: [error.evidence], remedy: context.fence.command("check", "--apiserver", "HOST:PORT"))
        }
        guard let address = ServerAddress(source.text, defaultPort: 6443) else {
            return .undetermined(
                because: "\(source.text) is not a server address",
                evidence: [source.evidence], remedy: context.fence.command("check", "--apiserver", "HOST:PORT"))
        }
        // What was only found is not connected to from an image, and not where nobody asked for more than the files.
        guard source.isGiven || (context.root.isHost && !context.fence.isOffline) else {
            return .skipped(
                because: "\(address) is not contacted offline or from an image; pass --apiserver \(address) to try it",
                evidence: [source.evidence])
        }
        let reach = Reachability(
            address.host, address.port, by: context.addresses,
            until: context.deadline.capped(at: Self.patience))
        if let failure = reach.unresolved {
            return Outcome.undetermined(
                because: failure.description,
                evidence: [source.evidence],
                remedy: context.fence.command("check", "--apiserver", "HOST:PORT")
                    + "  # HOST: the IP address of the server"
            ).expecting("a connection to \(address)")
        }
        let evidence = [source.evidence] + reach.evidence
        let outcome: Outcome =
            reach.isConnected
            ? .pass(found: "\(address) accepts connections", evidence: evidence)
            : .fail(
                found: "cannot connect to \(address): pods on this node get no policy and no addresses",
                evidence: evidence, remedy: Self.remedy(address, source.evidence.path))
        return outcome.expecting("a connection to \(address)")
    }

    /// What to do where nothing answers: a firewall between machines, or the load balancer that K3s, RKE2, Talos and
    /// others run on each node.
    private static func remedy(_ address: ServerAddress, _ path: String) -> String {
        guard address.isLoopback else {
            return "allow TCP from this node to \(address) (host firewall, security groups, network ACLs)"
        }
        let services = [
            ("k3s", "k3s k3s-agent"), ("rke2", "rke2-server rke2-agent"), ("k0s", "k0scontroller k0sworker"),
        ]
        if let (_, units) = services.first(where: { path.contains("/\($0.0)/") }) { return "systemctl status \(units)" }
        return "ss -ltnp 'sport = :\(address.port)'  # the API server, or a load balancer for it, listens there"
    }

    private typealias Source = (text: String, evidence: Evidence, isGiven: Bool)

    private static func address(in context: CheckContext) throws(KubeConfig.Failure) -> Source? {
        if let given = context.inputs.apiServer {
            let shown = ServerAddress.withoutCredentials(given)
            return (shown, Evidence(path: "--apiserver", text: shown), true)
        }
        if context.root.isHost, let host = variable("KUBERNETES_SERVICE_HOST"), !host.isEmpty {
            let bracketed = host.contains(":") ? "[\(host)]" : host
            let text = "\(bracketed):\(variable("KUBERNETES_SERVICE_PORT") ?? "443")"
            return (text, Evidence(path: "KUBERNETES_SERVICE_HOST", text: host), false)
        }
        return try KubeConfig.find(in: context.root).map { ($0.server, $0.evidence, false) }
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
