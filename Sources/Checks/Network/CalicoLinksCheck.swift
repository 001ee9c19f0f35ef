import Base
import Fence
import Requirements

/// Whether the present interfaces of Calico's are as pods need them, whoever manages them.
struct CalicoLinksCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]

    /// How many interfaces are named, each with its commands; the others are counted.
    private static let shown = 20

    var expected: String { "each is up; pod interfaces have their routes, tunnels an address" }
    var decision: String {
        "Every pod interface must be up and have a route to its pod; every tunnel must be up and have an address. "
            + "Needs "
            + "the node's network namespace (hostNetwork)."
    }
    var details: String {
        "Links, addresses and routes are read over netlink. The pod's addresses are read from the peer of the link, "
            + "/var/lib/cni/results or /var/run/calico/endpoint-status; if none of them is readable, any route is "
            + "enough. tunl0 is checked only where IP-in-IP is in use, because the kernel creates it by itself."
    }
    var remedy: String {
        "Run nmfence fix --restore-links: it makes the interfaces unmanaged, sets them up and restores the routes. "
            + "calico-node restores a tunnel's address."
    }

    func look(in context: CheckContext) -> Outcome {
        let sight = context.fence.readLinks(
            patterns: context.inputs.patterns, encapsulations: context.inputs.encapsulations)
        switch sight {
        case .notRunning(let why): return .skipped(because: why)
        case .hidden(let evidence):
            return .undetermined(
                because: "cannot read the node's network: \(evidence.path) \(evidence.text)",
                evidence: [evidence], remedy: "run as root in the node's network namespace (hostNetwork)")
        case .seen(let survey): return outcome(survey, in: context)
        }
    }

    private func outcome(_ survey: LinkSurvey, in context: CheckContext) -> Outcome {
        let damaged = survey.damaged
        guard let first = damaged.first else {
            let count = survey.links.count
            return .pass(
                found: count == 0 ? "no Calico interface exists yet" : "all \(count) are in order",
                evidence: survey.links.prefix(Self.shown).map { Self.evidence($0) })
        }
        let others = damaged.count - 1
        let pods = damaged.contains { $0.isWorkload } ? ": their pods receive no packets" : ""
        return .fail(
            found: "\(first.name) \(first.problem)" + (others == 0 ? "" : "; \(others) more are damaged")
                + (others == 0 && first.isWorkload ? ": its pod receives no packets" : pods),
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
        let words = link.commands.isEmpty ? [] : ["restore it with: " + link.commands.joined(separator: "; ")]
        let text = ([link.state] + words + [link.remainder].compactMap(\.self)).joined(separator: "; ")
        return [Evidence(path: "link \(link.name)", text: text)] + [link.pod?.source].compactMap(\.self)
    }
}
