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
    let title = "NetworkManager has loaded the current configuration files"
    let expected = "no file changed since NetworkManager last loaded its configuration"
    let severity = Severity.recommended
    let reference = "NetworkManager(8), SIGNALS; nmcli(1), general reload"

    var explanation: Explanation {
        Explanation(
            meaning:
                "NetworkManager loads its files at start and at a reload. A drop-in written later has no effect yet: "
                + "new pod interfaces are still managed.",
            decision:
                "Compares the last change of the files with the start of NetworkManager and with the last reload by "
                + "nmfence. Reloads by others leave no trace; after a later change the state of existing Calico "
                + "interfaces decides. Without such interfaces the result is undetermined.",
            remedy:
                "nmfence fix reloads NetworkManager without interrupting pods. A plain reload takes down actively "
                + "managed interfaces that became unmanaged in the files.")
    }

    func look(in context: CheckContext) -> Outcome {
        switch context.fence.live {
        case .notAsked(let why): return .skipped(because: why)
        case .hidden(let why):
            return .undetermined(because: why, remedy: "run nmfence as root on the node")
        case .foreign(let why): return .skipped(because: why)
        case .absent(let error): return .skipped(because: error.outcome)
        case .unreachable(let error): return .skipped(because: error.description)
        case .running(let snapshot, _): return outcome(snapshot, in: context)
        }
    }

    private func outcome(_ snapshot: Snapshot, in context: CheckContext) -> Outcome {
        guard context.fence.process?.started != nil else {
            return .skipped(because: "the start time of NetworkManager is unknown")
        }
        guard let newer = context.fence.reloadState.newer else {
            return .pass(found: "no file changed since NetworkManager last loaded its configuration")
        }
        let evidence = [Evidence(path: newer.string, text: "modified after the last known reload")]
        switch ReloadState.appearance(of: snapshot, DropIn.fence(with: patterns), in: context.fence) {
        case .current:
            return .pass(found: "all existing interfaces match the configuration files", evidence: evidence)
        case .stale(let difference):
            return .fail(
                found: "\(newer) changed after NetworkManager started and is not loaded: \(difference)",
                evidence: evidence, remedy: context.remedyByFix)
        case .silent:
            return .undetermined(
                because: "\(newer) changed after NetworkManager started; no later reload is recorded, and no Calico "
                    + "interface exists that would show one",
                evidence: evidence, remedy: context.remedyByFix)
        }
    }
}
