import Node
public import Requirements

/// The kernel modules that a profile's features need and that could be loaded now.
public struct LoadableModules: Hashable, Sendable {
    /// Their names, in the profile's order, each once.
    public let names: [String]

    /// Modules that whoever uses them loads, and whose mere presence tells programs something else: Felix and kube-proxy take a
    /// node with ip_tables loaded for one whose rules are in the legacy tables.
    private static let leftAlone = ["ip_tables", "ip6_tables", "iptable_", "ip6table_"]

    /// Goes through the rows that apply and weigh something.
    public init(_ profile: Profile, in context: CheckContext) {
        let checks = profile.nodeChecks(inputs: context.inputs).compactMap { $0 as? KernelFeatureCheck }
        var names: [String] = []
        for check in checks where check.severity != .informational && check.reasonToSkip(in: context) == nil {
            for module in check.loadable(in: context) where !names.contains(module) {
                if !Self.leftAlone.contains(where: module.hasPrefix) { names.append(module) }
            }
        }
        self.names = names
    }
}

extension KernelFeatureCheck {
    /// The modules of the alternatives that are usable, as far as they are files that are not loaded yet.
    fileprivate func loadable(in context: CheckContext) -> [String] {
        let alternatives =
            [feature.alternatives] + (context.node.ipv6?.value == false ? [] : [feature.alternativesForIPv6])
        return alternatives.filter { !$0.isEmpty }.flatMap { alternatives -> [String] in
            let resolution = FeatureResolution(alternatives, in: context.node.modules, toldElsewhere: toldElsewhere)
            guard resolution.isUsable == true else { return [] }
            return resolution.answers.filter { $0.state == .loadable }.map(\.module)
        }
    }
}
