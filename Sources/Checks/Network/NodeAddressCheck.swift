import Base
import Netlink
import Node
import Requirements
import SystemPackage

/// Whether the address that calico-node finds for the node by itself is one that other nodes reach.
struct NodeAddressCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]

    /// What calico-node leaves out (`DEFAULT_INTERFACES_TO_EXCLUDE` of autodetection_linux.go).
    private static let excluded = [
        "docker", "cbr", "dummy", "podman", "virbr", "lxcbr", "veth", "lo", "br-", "cali", "tunl", "flannel",
        "kube-ipvs",
        "cni", "vxlan.calico", "vxlan-v6.calico", "wireguard.cali", "wg-v6.cali", "nodelocaldns",
    ]

    var expected: String { "the first interface with an address is one of the default route's" }
    var decision: String {
        "Where calico-node is not told otherwise (IP, IP_AUTODETECTION_METHOD) it takes the first interface with an "
            + "IPv4 "
            + "address, in the kernel's order, but for docker0 and its like. That interface is compared with those "
            + "of the "
            + "default routes."
    }
    var remedy: String {
        "Set the method of autodetection: can-reach=ADDRESS, interface=NAME, cidr=NETWORK or kubernetes-internal-ip."
    }

    func look(in context: CheckContext) -> Outcome {
        guard context.node.kernel.isRunning else { return .offlineImage }
        do throws(FileError) {
            if let method = try configuredMethod(in: context) {
                return .pass(found: "calico-node is told: \(method.text)", evidence: [method])
            }
            if let problem = context.node.addressProblem {
                return undetermined("the node's addresses are not known: \(problem.text)", [problem])
            }
            let candidates = context.node.hostAddresses.filter { address in
                !address.isIPv6 && !Self.excluded.contains(where: address.interface.hasPrefix)
            }.sorted { $0.index < $1.index }
            let uplinks = try NetworkFacts.uplinks(in: context.root, isIPv6: false)
            guard let first = candidates.first, !uplinks.isEmpty else {
                return .skipped(because: "no address or no default route can be seen from here")
            }
            let evidence = candidates.prefix(5).map {
                Evidence(path: "netlink route", text: "\($0.index): \($0.interface) \($0.text)")
            }
            guard !uplinks.contains(first.interface), let uplink = uplinks.first else {
                return .pass(found: "\(first.interface) \(first.text)", evidence: evidence)
            }
            return .fail(
                found:
                    "calico-node takes \(first.text) of \(first.interface), not the address of \(uplink), the "
                    + "interface of "
                    + "the default route: other nodes may not reach it",
                evidence: evidence,
                remedy: "kubectl set env -n kube-system daemonset/calico-node "
                    + "IP_AUTODETECTION_METHOD=interface=\(uplink.shellWord)  # with the operator: "
                    + "nodeAddressAutodetectionV4 of the Installation")
        } catch { return undetermined(error) }
    }

    /// What the environment of a running calico-node says, where it says more than the default.
    private func configuredMethod(in context: CheckContext) throws(FileError) -> Evidence? {
        for agent in try context.node.agents.get() {
            let path = agent.folder.appending("environ")
            guard let contents = try context.root.readIfPresent(path, limit: 1 << 20) else { continue }
            for entry in contents.split(separator: 0).map({ String(decoding: $0, as: UTF8.self) }) {
                let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2, ["IP", "IP_AUTODETECTION_METHOD"].contains(parts[0]),
                    !["autodetect", "first-found"].contains(parts[1])
                else { continue }
                return Evidence(path, entry)
            }
        }
        return nil
    }
}

extension InterfaceAddress {
    /// An IPv4 address in the usual notation, with the length of its network.
    fileprivate var text: String { bytes.map(String.init).joined(separator: ".") + "/\(prefix)" }
}
