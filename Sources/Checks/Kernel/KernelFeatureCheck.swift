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
        "Passes if one alternative is loaded, built in or loadable: \(Demand.kernelFeature(feature).facts). Needs "
            + "/proc/modules, /lib/modules or the kernel's configuration; without them the result is undetermined."
    }
    var details: String {
        "Features are checked, not file names. A module is looked up in this order: loaded modules (/proc/modules), "
            + "depmod's indexes for this kernel, the file on disk, modprobe.d and the kernel command line, which may "
            + "block it, and the kernel's configuration. Matches and targets are looked up in what xtables has "
            + "registered (/proc/net/ip_tables_*)."
    }
    var remedy: String {
        "Install the package with the module, remove the rule that blocks it, or use a kernel built with it."
            + (feature.replacement.map { " Newer kernels have \($0) instead." } ?? "")
    }

    var expected: String { Demand.kernelFeature(feature).facts }

    func look(in context: CheckContext) -> Outcome {
        if context.node.kernel.isAbsent { return .skipped(because: NodeKernel.absence) }
        let modules = context.node.modules
        var resolutions = [FeatureResolution(feature.alternatives, in: modules, toldElsewhere: toldElsewhere)]
        if !feature.alternativesForIPv6.isEmpty, context.node.hasIPv6 != .no {
            resolutions.append(
                FeatureResolution(feature.alternativesForIPv6, in: modules, toldElsewhere: toldElsewhere))
        }
        let evidence = resolutions.flatMap(\.answers).flatMap(\.evidence)
        if let missing = resolutions.first(where: { $0.isUsable == .no }), let obstacle = missing.obstacle {
            if let row = feature.toldBy[obstacle.module] {
                return .skipped(
                    because: "provided by \(obstacle.module), which is missing; see \(row)", evidence: obstacle.evidence
                )
            }
            return .fail(
                found: words(for: obstacle, in: context), evidence: obstacle.evidence,
                remedy: command(for: obstacle, in: context))
        }
        if let open = resolutions.first(where: { $0.isUsable == .unknown }), let obstacle = open.obstacle {
            return .undetermined(
                because: words(for: obstacle, in: context),
                evidence: evidence.isEmpty ? modules.problems : evidence,
                remedy: "make the node's /lib/modules and /boot readable to nmfence, or run it on the node")
        }
        let found = resolutions.flatMap(\.answers).map { "\($0.module) \(Self.words($0.state))" }
        return .pass(found: found.joined(separator: ", "), evidence: evidence)
    }

    func words(for obstacle: FeatureResolution.Finding, in context: CheckContext) -> String {
        let release = context.node.kernel.release?.text ?? "this kernel"
        let module = obstacle.neededBy.map { "\($0) needs \(obstacle.module), which" } ?? obstacle.module
        return switch obstacle.state {
        case .blocked(.blacklist): "\(module) is installed but blacklisted"
        case .blocked(.install): "\(module) is installed but overridden by an \"install\" rule"
        case .blocked(.off): "\(module) is installed but disabled by an \"alias\" rule"
        case .blocked(.kernel): "\(module) is installed but blocked on the kernel command line"
        case .packageMissing:
            "kernel \(release) was built with \(obstacle.module), but the module file is not installed"
        case .gone:
            "kernel \(release) was built without \(obstacle.need)"
                + (feature.replacement.map { "; its replacement (\($0)) is missing too" }
                    ?? "")
        case .unknown:
            "cannot determine whether the kernel has \(obstacle.need)"
                + (obstacle.problem.map { ": \($0.text)" } ?? "")
        case .loaded, .builtIn, .loadable: "\(obstacle.module) \(Self.words(obstacle.state))"
        }
    }

    private func command(for obstacle: FeatureResolution.Finding, in context: CheckContext) -> Remedy {
        let package = context.kernelPackage
        switch obstacle.state {
        case .packageMissing: return package.install(obstacle.module)
        case .blocked:
            guard let rule = obstacle.evidence.first, let line = rule.line, rule.path.hasSuffix(".conf") else {
                return Remedy(
                    words: "remove \(obstacle.module) from the kernel command line, then drain the node and reboot it")
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
