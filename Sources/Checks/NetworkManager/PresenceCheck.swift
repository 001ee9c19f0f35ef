import Base
import Fence
import Requirements

/// Whether there is a NetworkManager that must be kept off Calico's interfaces, and whether it can be asked.
struct PresenceCheck: Check {
    let id = "nm.presence"
    let title = "NetworkManager is running and replies, or is not installed"
    let expected = "running, or not installed"
    let severity = Severity.recommended
    let reference = "Calico, System requirements: NetworkManager"

    var explanation: Explanation {
        Explanation(
            meaning:
                "Without NetworkManager there is nothing to protect Calico's interfaces from. A NetworkManager that "
                + "hangs, or that cannot be reached, may still change them.",
            decision:
                "Looks for NetworkManager on the system bus, then for its program, its unit file and the links that "
                + "start it at boot. With --nm-version the other checks evaluate the files as if it were installed.",
            remedy: "Run systemctl status NetworkManager. Nothing, if the node does not use NetworkManager.")
    }

    func evaluate(in context: CheckContext) -> Outcome {
        let presence = context.fence.presence
        let (found, evidence) = (presence.reason, presence.evidence)
        switch presence.state {
        case .running, .stopped, .notInstalled: return .pass(found: found, evidence: evidence)
        case .image, .assumed: return .skipped(because: found, evidence: evidence)
        case .masked:
            return .fail(
                found: found, evidence: evidence,
                remedy: context.remedyByFix + "  # before NetworkManager is unmasked; until then nothing is needed")
        case .disabled:
            return .fail(
                found: found, evidence: evidence,
                remedy: context.remedyByFix + "  # before NetworkManager is enabled; until then nothing is needed")
        case .foreign:
            return .undetermined(because: found, remedy: context.fence.command("check", "--offline"))
        case .starting, .hung, .unreachable:
            return .undetermined(
                because: found, evidence: evidence, remedy: "systemctl status NetworkManager; systemctl status dbus")
        }
    }
}
