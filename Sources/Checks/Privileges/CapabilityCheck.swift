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
        "A running calico-node's effective set in /proc/PID/status; without one, the bounding set of the first "
            + "process, which no other process of the node can leave. This process's own sets are told beside it and "
            + "decide nothing."
    }
    var remedy: String {
        "Run calico-node privileged or as root. Where the first process lacks \(capability), grant it: by "
            + "CapabilityBoundingSet= in /etc/systemd/system.conf, or to the container that the node itself runs in."
    }

    var expected: String { "\(capability)" }

    func look(in context: CheckContext) -> Outcome {
        let node = context.node
        guard node.kernel.isRunning else { return .skipped(because: "an image has no processes") }
        var evidence: [Evidence] = []
        if let own = node.thisProcess {
            evidence = ProcessStatus.CapabilitySet.allCases.compactMap { own.evidence(of: $0.rawValue) }
        }
        let (agents, first): ([ProcessStatus], ProcessStatus)
        do throws(FileError) { (agents, first) = (try node.agents.get(), try node.firstProcess.get()) } catch {
            return undetermined("whose capabilities count cannot be read: \(error)", evidence)
        }
        if let agent = agents.first, let hasIt = agent.has(capability, in: .effective) {
            evidence.insert(contentsOf: agent.evidence(of: "CapEff").map { [$0] } ?? [], at: 0)
            let who = "calico-node, which runs as \(agent.folder),"
            return hasIt
                ? .pass(found: "\(who) has it", evidence: evidence)
                : .fail(
                    found: "\(who) does not have it", evidence: evidence,
                    remedy: "run the container calico-node with securityContext.privileged: true")
        }
        guard let isInReach = first.has(capability, in: .bounding) else {
            return Outcome.undetermined(
                because: "the first process's capabilities cannot be read",
                evidence: evidence, remedy: "run nmfence as root, on the node itself"
            ).expecting("\(capability)")
        }
        evidence.insert(contentsOf: first.evidence(of: "CapBnd").map { [$0] } ?? [], at: 0)
        return isInReach
            ? .pass(found: "the host does not keep it from anybody", evidence: evidence)
            : .fail(
                found: "no process of this host can have it", evidence: evidence,
                remedy:
                    "take \(capability) out of what /etc/systemd/system.conf or the container of this node drops")
    }
}
