import Base
import Fence
import Node
import Requirements

/// Whether the host grants a capability, or keeps it from everybody.
///
/// What a container that does not exist yet will be given is nobody's to know: a running calico-node is looked at, and
/// without one what the first process leaves to its children.
struct CapabilityCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]
    let capability: Capability

    var decision: String {
        "Reads the effective set of a running calico-node, otherwise the bounding set of PID 1, which limits every "
            + "process of the node (/proc/PID/status). The capabilities of nmfence itself are shown and do not count."
    }
    var remedy: String {
        "Run calico-node as a privileged container. If PID 1 lacks \(capability), allow it in "
            + "CapabilityBoundingSet= of "
            + "/etc/systemd/system.conf, or for the container that the node runs in."
    }

    var expected: String { "\(capability)" }

    func look(in context: CheckContext) -> Outcome {
        let node = context.node
        guard node.kernel.isRunning else { return .offlineImage }
        var evidence: [Evidence] = []
        if let own = node.thisProcess {
            evidence = ProcessStatus.CapabilitySet.allCases.compactMap { own.evidence(of: $0.rawValue) }
        }
        let (agents, first): ([ProcessStatus], ProcessStatus)
        do throws(FileError) { (agents, first) = (try node.agents.get(), try node.firstProcess.get()) } catch {
            return undetermined("cannot read the capabilities: \(error)", evidence)
        }
        if let agent = agents.first, let hasIt = agent.has(capability, in: .effective) {
            evidence.insert(contentsOf: agent.evidence(of: "CapEff").map { [$0] } ?? [], at: 0)
            let who = "calico-node (\(agent.folder))"
            return hasIt
                ? .pass(found: "\(who) has it", evidence: evidence)
                : .fail(
                    found: "\(who) lacks it", evidence: evidence,
                    remedy: "set securityContext.privileged: true on the container calico-node")
        }
        guard let isInReach = first.has(capability, in: .bounding) else {
            return Outcome.undetermined(
                because: "cannot read /proc/1/status",
                evidence: evidence, remedy: "run nmfence as root on the node"
            ).expecting("\(capability)")
        }
        evidence.insert(contentsOf: first.evidence(of: "CapBnd").map { [$0] } ?? [], at: 0)
        return isInReach
            ? .pass(found: "PID 1's bounding set includes it", evidence: evidence)
            : .fail(
                found: "PID 1's bounding set lacks it, so calico-node cannot have it", evidence: evidence,
                remedy:
                    "allow \(capability) in CapabilityBoundingSet= of /etc/systemd/system.conf, or for the node's "
                    + "container"
            )
    }
}
