import Base
import Fence
import Node
import Requirements

/// Whether a kernel can do something, found out by going through the alternatives of a feature.
struct FeatureResolution {
    /// What one thing that an alternative needs amounts to.
    struct Finding {
        let need: KernelFeature.Need
        let state: ModuleState.Kind
        /// The module's own name, where an alias was asked for.
        let module: String
        /// The module that needs this one first; nil where this one is asked for itself.
        var neededBy: String?
        let evidence: [Evidence]
        /// What could not be read, where the state is unknown for that.
        var problem: Evidence?

        var isUsable: Bool { [.loaded, .builtIn, .loadable].contains(state) }
    }

    /// The answers of the alternative that decides: the one that is there, or the one that comes closest.
    let answers: [Finding]
    /// Whether it is there; unknown where nothing can tell.
    let isUsable: Answer

    /// - Parameter known: modules that have rows of their own, which tell of their absence.
    init(_ alternatives: [[KernelFeature.Need]], in modules: KernelModules, toldElsewhere known: Set<String>) {
        let candidates = alternatives.map { $0.map { Self.answer($0, modules, known) } }
        if let usable = candidates.first(where: { $0.allSatisfy(\.isUsable) }) {
            answers = usable
            isUsable = .yes
        } else {
            // What could be there after all, if only it could be seen, is no failure.
            let open = candidates.first { answers in answers.allSatisfy { $0.isUsable || $0.state == .unknown } }
            answers = open ?? candidates.max { Self.closeness($0) < Self.closeness($1) } ?? []
            isUsable = open == nil ? .no : .unknown
        }
    }

    /// The first answer that stands in the way.
    var obstacle: Finding? { answers.first { !$0.isUsable } }

    private static func answer(
        _ need: KernelFeature.Need, _ modules: KernelModules, _ known: Set<String>
    ) -> Finding {
        switch need {
        case .module(let name, let symbols):
            let state = modules.state(of: name, symbol: symbol(symbols, modules.kernel.release))
            let obstacles = state.obstacles.filter { !known.contains($0.name) }
            // What is not installed is told before what is blocked: the package is needed in any case.
            if let obstacle = obstacles.first(where: { $0.kind == .packageMissing }) ?? obstacles.first {
                return Finding(
                    need: need, state: obstacle.kind, module: obstacle.name, neededBy: state.name,
                    evidence: obstacle.evidence)
            }
            return Finding(
                need: need, state: state.kind, module: state.name, evidence: state.evidence,
                problem: state.problem)
        case .configured(let symbol):
            guard let (value, evidence) = modules.configuration?[symbol] else {
                return Finding(
                    need: need, state: .unknown, module: symbol, evidence: modules.problems,
                    problem: modules.problems.first)
            }
            return Finding(
                need: need, state: value == .builtIn ? .builtIn : .gone, module: symbol, evidence: [evidence])
        case .match(let name, let ipv6):
            return registered(need, name, modules.extensions.evidence(of: name, in: ipv6 ? .matches6 : .matches))
        case .target(let name, let ipv6):
            return registered(need, name, modules.extensions.evidence(of: name, in: ipv6 ? .targets6 : .targets))
        }
    }

    /// That something is not registered now says nothing: the list fills as rules are made.
    private static func registered(_ need: KernelFeature.Need, _ name: String, _ evidence: Evidence?) -> Finding {
        Finding(
            need: need, state: evidence == nil ? .gone : .loaded, module: name,
            evidence: [evidence].compactMap(\.self))
    }

    /// The symbol that governs a module in this kernel.
    private static func symbol(_ symbols: [KernelFeature.Symbol], _ kernel: KernelRelease?) -> String? {
        symbols.first { symbol in
            symbol.until.map { until in kernel.map { !$0.isAtLeast(until) } ?? false } ?? true
        }?.name
    }

    /// How little is missing: a rule that is in the way is taken away sooner than a kernel is replaced.
    private static func closeness(_ answers: [Finding]) -> Int {
        answers.map { answer in
            switch answer.state {
            case .loaded, .builtIn, .loadable: 4
            case .blocked: 3
            case .packageMissing: 2
            case .unknown: 1
            case .gone: 0
            }
        }.min() ?? 0
    }
}
