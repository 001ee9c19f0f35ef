import Base
public import Node
public import Requirements

extension LoadableModules {
    /// Modules that whoever uses them loads, and whose mere presence tells programs something else: Felix and
    /// kube-proxy take a node with ip_tables loaded for one whose rules are in the legacy tables.
    private static let leftAlone = ["ip_tables", "ip6_tables", "iptable_", "ip6table_"]

    /// Those that a profile's features need, in its order: goes through the rows that apply and weigh something.
    public init(_ profile: Profile, in context: CheckContext) {
        let checks = profile.nodeChecks(inputs: context.inputs, on: context.root).compactMap {
            $0 as? KernelFeatureCheck
        }
        var found: [(name: String, isMissing: Bool)] = []
        let needed = checks.filter { $0.severity != .informational && $0.reasonToSkip(in: context) == nil }
        var leftOut: [String] = []
        for check in needed {
            let resolutions = check.resolutions(in: context)
            if let obstacle = check.obstacle(to: resolutions, in: context) { leftOut.append(obstacle) }
            for module in resolutions.flatMap(\.modules)
            where !found.contains(where: { $0.name == module.name })
                && !Self.leftAlone.contains(where: module.name.hasPrefix)
            {
                found.append(module)
            }
        }
        self.init(
            names: found.map(\.name), missing: found.filter(\.isMissing).map(\.name),
            leftOut: leftOut)
    }
}

extension FeatureResolution {
    /// The modules of an alternative that is usable, as far as they are files: what is built in needs no loading.
    fileprivate var modules: [(name: String, isMissing: Bool)] {
        guard isUsable == .yes else { return [] }
        // What xtables has registered is said to be loaded, too, and is no module.
        return answers.filter { [.loadable, .loaded].contains($0.state) && $0.need.isModule }
            .map { ($0.module, $0.state == .loadable) }
    }
}

extension KernelFeatureCheck {
    /// Why a row that modules would satisfy gets none; nil where it gets them, and where no module could help.
    fileprivate func obstacle(to resolutions: [FeatureResolution], in context: CheckContext) -> String? {
        guard let obstacle = resolutions.first(where: { $0.isUsable == .no })?.obstacle else { return nil }
        switch obstacle.state {
        case .blocked, .packageMissing: break
        case .loaded, .builtIn, .loadable, .gone, .unknown: return nil
        }
        let place = obstacle.evidence.first.map { evidence in
            " (\(evidence.path)\(evidence.line.map { ":\($0)" } ?? ""))"
        }
        return "no module is loaded for \(id): \(words(for: obstacle, in: context))\(place ?? "")"
    }

    /// What a loader meets, and not only what the row tells: a module that another row tells of is in the way all the
    /// same.
    fileprivate func resolutions(in context: CheckContext) -> [FeatureResolution] {
        let alternatives =
            [feature.alternatives] + (context.node.hasIPv6 == .no ? [] : [feature.alternativesForIPv6])
        return alternatives.filter { !$0.isEmpty }.map {
            FeatureResolution($0, in: context.node.modules, toldElsewhere: [])
        }
    }
}
