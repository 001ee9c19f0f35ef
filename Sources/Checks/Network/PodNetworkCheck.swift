import Base
import Node
import Requirements
import SystemPackage

/// Whether addresses of pods are also addresses of a network that the node itself is in.
struct PodNetworkCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]

    /// What leads to pods, on this node or on others.
    private static let calicos = ["cali", "tunl", "vxlan.", "vxlan-v6.", "wireguard.", "wg-v6.", "bpf", "lo"]

    var expected: String { "no pod has an address of a network that the node is in" }
    var decision: String {
        "The kernel's routes to single pods (cali*) are compared with the networks that are directly behind other "
            + "interfaces, bridges of Docker and libvirt included."
    }
    var remedy: String { "Give pods an IP pool that no network of the nodes overlaps, and recreate the pods." }

    func look(in context: CheckContext) -> Outcome {
        guard context.node.kernel.isRunning else { return .offlineImage }
        do throws(FileError) {
            let networks =
                try NetworkFacts.networks(in: context.root, isIPv6: false)
                + NetworkFacts.networks(in: context.root, isIPv6: true)
            let pods = networks.filter { $0.interface.hasPrefix("cali") && $0.prefix == $0.address.count * 8 }
            let own = networks.filter { network in
                network.isOnLink && network.prefix < network.address.count * 8
                    && !Self.calicos.contains(where: network.interface.hasPrefix)
            }
            guard !pods.isEmpty else { return .skipped(because: "there are no pods of Calico's on this node yet") }
            let pairs = pods.lazy.compactMap { pod in own.first { pod.isWithin($0) }.map { (pod, $0) } }
            guard let (pod, network) = pairs.first else {
                return .pass(found: "\(pods.count) pods, none of them in a network of the node")
            }
            let evidence = [pod, network].map {
                Evidence(path: "\(NetworkFacts.folder(in: context.root))/route", text: "\($0.text) dev \($0.interface)")
            }
            return .fail(
                found: "the pod \(pod.text) behind \(pod.interface) is in \(network.text), which the node has on "
                    + "\(network.interface): packets to that network and to pods are mixed up",
                evidence: evidence, remedy: "kubectl get ippools -o yaml  # give pods a pool outside of \(network.text)"
            )
        } catch { return undetermined(error) }
    }
}

extension RoutedNetwork {
    /// In the usual notation; IPv6 with all its groups.
    fileprivate var text: String {
        guard address.count == 16 else { return address.map(String.init).joined(separator: ".") + "/\(prefix)" }
        let groups = stride(from: 0, to: 16, by: 2).map { index in
            String(UInt16(address[index]) << 8 | UInt16(address[index + 1]), radix: 16)
        }
        return groups.joined(separator: ":") + "/\(prefix)"
    }
}
