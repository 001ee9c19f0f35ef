import Base
import Fence
import NetworkManager
import NetworkManagerConfiguration
import Requirements
import SystemPackage

/// Whether the running NetworkManager has read the files that are on the disk.
struct ReloadedCheck: NetworkManagerCheck {
    let patterns: [InterfacePattern]
    let id = "nm.reloaded"
    let title = "The running NetworkManager has read the files on the disk"
    let expected =
        "no file is newer than the daemon's last known reading, or the present interfaces are as the files say"
    let severity = Severity.recommended
    let reference = "NetworkManager(8), SIGNALS; nmcli(1), general reload"

    var explanation: Explanation {
        Explanation(
            meaning:
                "NetworkManager reads its files when it starts and when it is told to reload. A drop-in that was "
                + "written since has no effect yet.",
            decision:
                "The last change of the files and directories is compared with the start of the daemon and with the "
                + "last reload by nmfence. A reload by somebody else leaves no trace: after a later change the present "
                + "interfaces show whether the daemon has read it, and where none of Calico's is there, nothing does.",
            remedy:
                "nmfence fix reloads gently. A plain reload takes down interfaces that NetworkManager drives and "
                + "that a file has taken away from it since.")
    }

    func look(in context: CheckContext) -> Outcome {
        switch context.fence.live {
        case .notAsked(let why): return .skipped(because: why)
        case .hidden(let why):
            return .undetermined(because: why, remedy: "run nmfence as root, on the node itself")
        case .foreign(let why): return .skipped(because: why)
        case .absent(let error): return .skipped(because: error.outcome)
        case .unreachable(let error): return .skipped(because: error.description)
        case .running(let snapshot, _): return outcome(snapshot, in: context)
        }
    }

    private func outcome(_ snapshot: Snapshot, in context: CheckContext) -> Outcome {
        guard context.fence.process?.started != nil else {
            return .skipped(because: "when the daemon started cannot be seen from here")
        }
        guard let newer = context.fence.reloadState.newer else {
            return .pass(found: "no file was changed since")
        }
        let evidence = [Evidence(path: newer.string, text: "changed after the last known reading")]
        switch ReloadState.appearance(of: snapshot, DropIn.fence(with: patterns), in: context.fence) {
        case .current:
            return .pass(found: "every present interface is as the files say", evidence: evidence)
        case .stale(let difference):
            return .fail(
                found: "\(newer) was changed since the daemon started, and was not read: \(difference)",
                evidence: evidence, remedy: context.remedyByFix)
        case .silent:
            return .undetermined(
                because: "\(newer) was changed since the daemon started, and no interface of Calico's is there that "
                    + "would show whether it was read",
                evidence: evidence, remedy: context.remedyByFix)
        }
    }
}
