import Base
import Fence
import Netlink
import Node
import SystemPackage

/// Over which versions of IP the node's Calico talks to others, as far as can be told.
struct IPVersions {
    /// How certain it is that a version is used.
    enum Use: Hashable {
        case no
        /// The node could, and nothing tells whether Calico is to.
        case possible
        case yes
    }

    /// IPv4, which Calico uses wherever a node has it.
    let version4: Use
    /// IPv6, which Calico uses where it is told to.
    let version6: Use
    /// What could not be read, so that both may be otherwise; nil where all could.
    let problem: Evidence?

    /// - Parameter peers: the addresses of other nodes that were named.
    init(peers: [[UInt8]], in context: CheckContext) {
        let addresses = context.node.addresses
        let isOn = context.node.hasIPv6 == .yes
        let hasVersion6 = isOn && addresses.contains(where: \.isIPv6)
        var (parameters, problem): ((version4: Bool, version6: Bool)?, Evidence?) = (nil, context.node.addressProblem)
        do throws(FileError) {
            _ = try context.node.ipv6.get()
            parameters = try Self.parameters(in: context)
        } catch { problem = Evidence(error) }
        self.problem = problem
        let hasVersion4 = parameters?.version4 ?? (addresses.contains { !$0.isIPv6 } || !hasVersion6)
        version4 = hasVersion4 ? .yes : .no
        version6 =
            switch parameters?.version6 {
            case _ where !isOn: .no
            case false?: .no
            case true?: .yes
            case nil where !hasVersion4 || peers.contains { $0.count == 16 }: .yes
            case nil where !peers.isEmpty: .no
            case nil: hasVersion6 ? .possible : .no
            }
    }

    /// The parameters of a running calico-node: `IP` and `IP6` are addresses or how to find them, and "none" without
    /// them, which is what no word means for `IP6`. Nil where none runs.
    private static func parameters(in context: CheckContext) throws(FileError) -> (version4: Bool, version6: Bool)? {
        for agent in try context.node.agents.get() {
            // Those of a cluster in containers on this machine are in network namespaces of their own.
            guard try NetworkNamespace.isShared(with: agent.folder, in: context.root) else { continue }
            let variables = try ProcessEnvironment(of: agent.folder, in: context.root)
            let (first, second) = (variables["IP"]?.lowercased() ?? "", variables["IP6"]?.lowercased() ?? "none")
            let isSupported = variables["FELIX_IPV6SUPPORT"]?.lowercased() != "false"
            return (first != "none", isSupported && !["", "none"].contains(second))
        }
        return nil
    }
}
