import Base
import Node
import PacketFilter
import Requirements

/// Whether Calico and kube-proxy write their rules into one packet filter: iptables has two.
struct IPTablesBackendCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]

    var expected: String { "chains of Calico and kube-proxy are either all of iptables-legacy or all of nf_tables" }
    var decision: String {
        "The kernel's chains that begin with cali- or KUBE- are looked for in the tables of iptables-legacy and in "
            + "those of iptables-nft."
    }
    var remedy: String {
        "Set iptablesBackend of Felix to the node's (Legacy or NFT), and reboot the node, which clears the other one."
    }

    func look(in context: CheckContext) -> Outcome {
        context.node.packetFilter.judged { rules in
            // What is left over without rules in it does nothing.
            let legacy = owners(rules.populatedChains(isLegacy: true))
            let nft = owners(rules.populatedChains(isLegacy: false))
            let twice = legacy.keys.sorted().first { nft[$0] != nil }
            guard
                let wrong = twice.map({ "rules of \($0) are in iptables-legacy and in iptables-nft" })
                    ?? split(legacy, nft)
            else {
                let found = legacy.isEmpty && nft.isEmpty ? "none has rules yet" : legacy.isEmpty ? "nft" : "legacy"
                return .pass(found: found)
            }
            let places = [("iptables-legacy", legacy), ("iptables-nft", nft)].flatMap { name, owners in
                owners.keys.sorted().map { Evidence(path: name, text: "\($0): \(owners[$0] ?? "")") }
            }
            return .fail(
                found: "\(wrong): each packet passes both, and Calico looks after one of them", evidence: places,
                remedy: "kubectl patch felixconfiguration default --type merge "
                    + "-p '{\"spec\":{\"iptablesBackend\":\"NFT\"}}'  # NFT or Legacy, as kube-proxy; then reboot "
                    + "the node"
            )
        }
    }

    /// One chain for each program that has chains.
    private func owners(_ chains: [String]) -> [String: String] {
        var owners: [String: String] = [:]
        for chain in chains.sorted() {
            for (prefix, owner) in [("cali-", "Calico"), ("KUBE-", "Kubernetes")] where chain.hasPrefix(prefix) {
                owners[owner] = owners[owner] ?? chain
            }
        }
        return owners
    }

    /// Calico in one and kube-proxy in the other.
    private func split(_ legacy: [String: String], _ nft: [String: String]) -> String? {
        guard legacy.count == 1, nft.count == 1, let first = legacy.keys.first, let second = nft.keys.first else {
            return nil
        }
        return "rules of \(first) are in iptables-legacy, those of \(second) in iptables-nft"
    }
}
