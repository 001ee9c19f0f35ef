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
        "The address is taken from --apiserver, from the environment (KUBERNETES_SERVICE_HOST), or from the kubelet's "
            + "kubeconfig, where each distribution keeps it. A TCP connection is tried to each address it stands for; "
            + "nothing is sent. A name is looked up by getent(1) of the machine that this runs on."
    }
    var remedy: String { "Open the way to the server's port, mend the name's resolution, or correct the kubeconfig." }

    func look(in context: CheckContext) -> Outcome {
        let source: (text: String, evidence: Evidence, isGiven: Bool)
        do throws(KubeConfig.Failure) {
            guard let found = try Self.address(in: context) else {
                return .skipped(
                    because: "no address of the API is known on this node yet: --apiserver HOST:PORT gives one")
            }
            source = found
        } catch {
            return .undetermined(
                because: "the kubeconfig does not tell the server: \(error.evidence.text)",
                evidence: [error.evidence], remedy: context.fence.command("check", "--apiserver", "HOST:PORT"))
        }
        guard let address = ServerAddress(source.text, defaultPort: 6443) else {
            return .undetermined(
                because: "\(source.text) is no address of a server",
                evidence: [source.evidence], remedy: context.fence.command("check", "--apiserver", "HOST:PORT"))
        }
        // What was only found is not connected to from an image, and not where nobody asked for more than the files.
        guard source.isGiven || (context.root.isHost && !context.fence.isOffline) else {
            return .skipped(
                because: "\(address) is not tried without a bus or from an image: --apiserver \(address) asks for it",
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
                    + ", with the address of the server as a number"
            ).expecting("a connection to \(address)")
        }
        let evidence = [source.evidence] + reach.evidence
        let outcome: Outcome =
            reach.isConnected
            ? .pass(found: "\(address) accepts connections", evidence: evidence)
            : .fail(
                found: "\(address) does not accept connections", evidence: evidence,
                remedy: "open the way from this node to \(address), in its firewall and the network's")
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
