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
        let source: (text: String, evidence: Evidence, isGiven: Bool)
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
                found: "cannot connect to \(address)",
                evidence: evidence,
                remedy: "allow TCP from this node to \(address) (host firewall, security groups, network ACLs)")
        return outcome.expecting("a connection to \(address)")
    }

    private static func address(
        in context: CheckContext
    ) throws(KubeConfig.Failure) -> (text: String, evidence: Evidence, isGiven: Bool)? {
        if let given = context.inputs.apiServer { return (given, Evidence(path: "--apiserver", text: given), true) }
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
