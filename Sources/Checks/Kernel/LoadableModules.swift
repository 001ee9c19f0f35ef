import Node
public import Requirements

/// The kernel modules that a profile's features need and that could be loaded now.
public struct LoadableModules: Hashable, Sendable {
    /// Their names, in the profile's order, each once: those that are loaded already, too, because they come with no start of
    /// the machine by themselves. So the list of a node does not depend on when it is made.
    public let names: [String]
    /// Those among them that are not loaded.
    public let missing: [String]

    /// Modules that whoever uses them loads, and whose mere presence tells programs something else: Felix and kube-proxy take a
    /// node with ip_tables loaded for one whose rules are in the legacy tables.
    private static let leftAlone = ["ip_tables", "ip6_tables", "iptable_", "ip6table_"]

    /// Goes through the rows that apply and weigh something.
    public init(_ profile: Profile, in context: CheckContext) {
        let checks = profile.nodeChecks(inputs: context.inputs).compactMap { $0 as? KernelFeatureCheck }
        var found: [(name: String, isMissing: Bool)] = []
        for check in checks where check.severity != .informational && check.reasonToSkip(in: context) == nil {
            for module in check.modules(in: context)
            where !found.contains(where: { $0.name == module.name })
                && !Self.leftAlone.contains(where: module.name.hasPrefix)
            {
                found.append(module)
            }
        }
        self.init(names: found.map(\.name), missing: found.filter(\.isMissing).map(\.name))
    }

    /// A choice.
    public init(names: [String], missing: [String]) {
        self.names = names
        self.missing = missing
    }
}

extension KernelFeatureCheck {
    /// The modules of the alternatives that are usable, as far as they are files: what is built in needs no loading.
    fileprivate func modules(in context: CheckContext) -> [(name: String, isMissing: Bool)] {
        let alternatives =
            [feature.alternatives] + (context.node.ipv6?.value == false ? [] : [feature.alternativesForIPv6])
        return alternatives.filter { !$0.isEmpty }.flatMap { alternatives -> [(name: String, isMissing: Bool)] in
            let resolution = FeatureResolution(alternatives, in: context.node.modules, toldElsewhere: toldElsewhere)
            guard resolution.isUsable == true else { return [] }
            // What xtables has registered is said to be loaded, too, and is no module.
            return resolution.answers.filter { [.loadable, .loaded].contains($0.state) && $0.need.isModule }
                .map { ($0.module, $0.state == .loadable) }
        }
    }
}
