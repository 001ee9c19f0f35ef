import Base
import Fence
import Requirements

/// Whether there is a NetworkManager that must be kept off Calico's interfaces, and whether it can be asked.
struct PresenceCheck: Check {
    let id = "nm.presence"
    let title = "NetworkManager is there and can be asked, or need not be"
    let expected = "it runs, or is not installed"
    let severity = Severity.recommended
    let reference = "Calico, System requirements: NetworkManager"

    var explanation: Explanation {
        Explanation(
            meaning:
                "Where no NetworkManager is installed, or nothing can start it, nothing has to be kept off Calico's "
                + "interfaces. One that hangs, or that cannot be asked, may do anything.",
            decision:
                "The bus is asked first. Where no daemon answers, its program, its unit's file and the links "
                + "that start "
                + "it at boot are looked for. --nm-version makes the other rows judge the files as if it were there.",
            remedy: "systemctl status NetworkManager; nothing where it is not wanted.")
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
                remedy: "nothing as long as it stays masked; before it is unmasked: " + context.remedyByFix)
        case .disabled:
            return .fail(
                found: found, evidence: evidence,
                remedy: "nothing as long as it stays disabled; before it is enabled: " + context.remedyByFix)
        case .foreign:
            return .undetermined(because: found, remedy: context.fence.command("check", "--offline"))
        case .starting, .hung, .unreachable:
            return .undetermined(
                because: found, evidence: evidence, remedy: "systemctl status NetworkManager; systemctl status dbus")
        }
    }
}
