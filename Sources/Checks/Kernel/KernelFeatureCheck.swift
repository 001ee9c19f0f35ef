import Base
import Fence
import Node
import Requirements
import SystemPackage

/// Whether the kernel can do something that Calico's rules or devices are made of.
struct KernelFeatureCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]
    let feature: KernelFeature
    /// Modules that other rows ask for, which tell of their absence.
    let toldElsewhere: Set<String>

    var decision: String {
        "By feature and not by file name; one alternative is enough: \(Demand.kernelFeature(feature).facts). A module "
            + "is looked for among those that are loaded (/proc/modules), in the indexes that depmod made for the "
            + "kernel, on the disk, in what modprobe.d and the kernel's command line keep out, and in the kernel's "
            + "configuration, in this order; matches and targets in what xtables has registered "
            + "(/proc/net/ip_tables_*). Where nothing can be read the row is undetermined, never failed."
    }
    var remedy: String {
        "Install the package with the module, remove the rule that blocks it, or use a kernel that was built with it."
            + (feature.replacement.map { " Newer kernels have \($0) in its place." } ?? "")
    }

    var expected: String { Demand.kernelFeature(feature).facts }

    func look(in context: CheckContext) -> Outcome {
        let modules = context.node.modules
        var resolutions = [FeatureResolution(feature.alternatives, in: modules, toldElsewhere: toldElsewhere)]
        if !feature.alternativesForIPv6.isEmpty, context.node.hasIPv6 != .no {
            resolutions.append(
                FeatureResolution(feature.alternativesForIPv6, in: modules, toldElsewhere: toldElsewhere))
        }
        let evidence = resolutions.flatMap(\.answers).flatMap(\.evidence)
        if let missing = resolutions.first(where: { $0.isUsable == false }), let obstacle = missing.obstacle {
            if let row = feature.toldBy[obstacle.module] {
                return .skipped(
                    because: "\(obstacle.module) provides it and is missing: \(row) tells", evidence: obstacle.evidence)
            }
            return .fail(
                found: words(for: obstacle, in: context), evidence: obstacle.evidence,
                remedy: command(for: obstacle, in: context))
        }
        if let open = resolutions.first(where: { $0.isUsable == nil }), let obstacle = open.obstacle {
            return .undetermined(
                because: words(for: obstacle, in: context),
                evidence: evidence.isEmpty ? modules.problems : evidence,
                remedy: "run nmfence where the node's /lib/modules and /proc/config.gz or /boot can be read")
        }
        let found = resolutions.flatMap(\.answers).map { "\($0.module) \(Self.words($0.state))" }
        return .pass(found: found.joined(separator: ", "), evidence: evidence)
    }

    func words(for obstacle: FeatureResolution.Answer, in context: CheckContext) -> String {
        let release = context.node.kernel.release?.text ?? "this kernel"
        let module = obstacle.neededBy.map { "\($0) needs \(obstacle.module), which" } ?? obstacle.module
        return switch obstacle.state {
        case .blocked(.blacklist): "\(module) is installed, and blacklisted"
        case .blocked(.install): "\(module) is installed, and another command is run in its place"
        case .blocked(.off): "\(module) is installed, and switched off"
        case .blocked(.kernel): "\(module) is installed, and refused by the kernel"
        case .packageMissing: "kernel \(release) was built with \(obstacle.module), and the file is not installed"
        case .gone:
            "kernel \(release) was built without \(obstacle.need)"
                + (feature.replacement.map { "; newer kernels have \($0) in its place, which this one has not either" }
                    ?? "")
        case .unknown:
            "nothing here tells whether the kernel has \(obstacle.need)"
                + (obstacle.problem.map { ": \($0.text)" } ?? "")
        case .loaded, .builtIn, .loadable: "\(obstacle.module) \(Self.words(obstacle.state))"
        }
    }

    private func command(for obstacle: FeatureResolution.Answer, in context: CheckContext) -> Remedy {
        let package = KernelPackage(context)
        switch obstacle.state {
        case .packageMissing: return package.install(obstacle.module)
        case .blocked:
            guard let rule = obstacle.evidence.first, let line = rule.line, rule.path.hasSuffix(".conf") else {
                return Remedy(words: "take \(obstacle.module) out of the kernel's command line and restart the node")
            }
            // What the distribution owns is hidden by a file of the same name, not edited.
            let name = rule.path.split(separator: "/").last.map(String.init) ?? rule.path
            func outside(_ path: String) -> String { context.root.outside(FilePath(path)).string.shellWord }
            let path = outside(rule.path)
            // An image's kernel does not run.
            let load = context.node.kernel.isRunning ? " && modprobe \(obstacle.module)" : ""
            return Remedy(
                rule.path.hasPrefix("/etc/")
                    ? "sed -i '\(line)s/^/#/' \(path)\(load)"
                    : "sed '\(line)s/^/#/' \(path) > \(outside("/etc/modprobe.d/" + name))\(load)")
        default: return package.update(for: Self.symbol(of: obstacle.need))
        }
    }

    /// What the kernel's configuration calls it.
    private static func symbol(of need: KernelFeature.Need) -> String {
        if case .module(_, let symbols) = need, let symbol = symbols.first { return "CONFIG_\(symbol.name)" }
        return "\(need)"
    }

    private static func words(_ state: ModuleState.Kind) -> String {
        switch state {
        case .loaded: "is loaded"
        case .builtIn: "is built in"
        case .loadable: "can be loaded"
        case .blocked: "is blocked"
        case .packageMissing: "is not installed"
        case .gone: "is not in this kernel"
        case .unknown: "is unknown"
        }
    }
}
