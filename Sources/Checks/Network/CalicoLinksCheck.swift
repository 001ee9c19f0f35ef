import Base
import Fence
import Requirements

/// Whether the present interfaces of Calico's are as pods need them, whoever manages them.
struct CalicoLinksCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]

    /// How many interfaces are named, each with its commands; the others are counted.
    private static let shown = 20

    var expected: String { "each is up, with the routes to its pod or its own address" }
    var decision: String {
        "The kernel is asked for links, addresses and routes. A pod's interface must be up and have a route to each "
            + "address of the pod, by what the other end of the link has, /var/lib/cni/results or "
            + "/var/run/calico/endpoint-status; where none of them tells, it must have a route. A tunnel "
            + "must be up and have an address. tunl0 is looked at where IP-in-IP is known to be used: the kernel makes "
            + "it by itself."
    }
    var remedy: String {
        "nmfence fix --restore-links fences the interfaces, sets them up and makes the routes to their pods again. "
            + "A tunnel's address comes from calico-node."
    }

    func look(in context: CheckContext) -> Outcome {
        let sight = LinkSight(
            in: context.fence, patterns: context.inputs.patterns, encapsulations: context.inputs.encapsulations)
        switch sight {
        case .notRunning(let why): return .skipped(because: why)
        case .hidden(let evidence):
            return .undetermined(
                because: "the node's network cannot be seen from here: \(evidence.path) \(evidence.text)",
                evidence: [evidence], remedy: "run nmfence as root, in the node's network namespace (hostNetwork)")
        case .seen(let survey): return outcome(survey, in: context)
        }
    }

    private func outcome(_ survey: LinkSurvey, in context: CheckContext) -> Outcome {
        let damaged = survey.damaged
        guard let first = damaged.first else {
            let count = survey.links.count
            return .pass(
                found: count == 0 ? "there are none yet" : "\(count) of \(count) as they are to be",
                evidence: survey.links.prefix(Self.shown).map { Self.evidence($0) })
        }
        let others = damaged.count - 1
        let pods = damaged.contains { $0.isWorkload } ? ": no packet reaches the pods behind them" : ""
        return .fail(
            found: "\(first.name) \(first.problem)" + (others == 0 ? "" : ", and \(others) more are damaged")
                + (others == 0 && first.isWorkload ? ": no packet reaches its pod" : pods),
            evidence: damaged.prefix(Self.shown).flatMap { Self.evidence(ofDamage: $0) } + survey.unreadable.prefix(1),
            remedy: remedy(damaged, context))
    }

    /// The change that fences, too, where there is a NetworkManager that may do it again; the bare commands elsewhere.
    private func remedy(_ damaged: [CalicoLink], _ context: CheckContext) -> String? {
        let commands = damaged.flatMap(\.commands)
        guard !commands.isEmpty else { return damaged.compactMap(\.remainder).first }
        if context.fence.live.snapshot == nil, commands.count <= Self.shown { return commands.joined(separator: "; ") }
        return context.fence.command("fix", "--restore-links")
    }

    private static func evidence(_ link: CalicoLink) -> Evidence {
        Evidence(path: "link \(link.name)", text: link.state)
    }

    private static func evidence(ofDamage link: CalicoLink) -> [Evidence] {
        let words = link.commands.isEmpty ? [] : ["mend it with: " + link.commands.joined(separator: "; ")]
        let text = ([link.state] + words + [link.remainder].compactMap(\.self)).joined(separator: "; ")
        return [Evidence(path: "link \(link.name)", text: text)] + [link.pod?.source].compactMap(\.self)
    }
}
