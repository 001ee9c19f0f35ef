import Base
import DBus
import Fence
import NetworkManager
import NetworkManagerConfiguration
import Requirements

/// Whether the running NetworkManager leaves the interfaces alone that are there now.
struct LiveDevicesCheck: NetworkManagerCheck {
    let patterns: [InterfacePattern]
    let id = "nm.devices"
    let title = "NetworkManager does not manage any existing Calico interface"
    let expected = "no existing Calico interface is managed"
    let severity = Severity.required
    let reference = "Calico, System requirements: NetworkManager"

    var explanation: Explanation {
        Explanation(
            meaning:
                "NetworkManager may take a managed interface down and remove its addresses and routes: the pods behind "
                + "it lose their network. The configuration alone does not show what it does with existing "
                + "interfaces.",
            decision: "Reads every matching device over D-Bus; Managed must be false. Needs the system bus. Devices in "
                + "the state \"connected (externally)\" are managed: NetworkManager may change them later.",
            remedy:
                "nmfence fix sets the interfaces unmanaged, keeps their addresses and routes, and reloads the "
                + "configuration."
        )
    }

    func look(in context: CheckContext) -> Outcome {
        switch context.fence.settled {
        case .notAsked(let why): return .skipped(because: why)
        case .hidden(let why):
            return .undetermined(because: why, remedy: "run nmfence as root on the node")
        case .foreign(let why): return .undetermined(because: why, remedy: context.fence.command("check", "--offline"))
        case .absent(let error):
            // One that runs and cannot be asked may do anything.
            return context.fence.presence.state == .unreachable
                ? .undetermined(
                    because: context.fence.presence.reason, remedy: "systemctl status dbus")
                : .skipped(because: error.outcome)
        case .unreachable(let error):
            return .undetermined(
                because: error.description,
                remedy: "systemctl status NetworkManager; journalctl -u NetworkManager")
        case .running(let snapshot, _): return outcome(snapshot, in: context)
        }
    }

    private func outcome(_ snapshot: Snapshot, in context: CheckContext) -> Outcome {
        let fence = InterfaceFence(patterns)
        let devices = snapshot.devices.filter { $0.isReal && fence.contains($0.name) }
        let managed = devices.filter(\.isManaged)
        let evidence = (managed.isEmpty ? devices : managed).map { device in
            Evidence(
                path: "D-Bus \(device.path)",
                text: "\(device.name): \(device.standing)")
        }
        if !managed.isEmpty {
            return .fail(
                found: "NetworkManager manages " + managed.map(\.name).joined(separator: ", "), evidence: evidence,
                remedy: context.remedyByFix
            )
            .counting(managed.count)
        }
        if snapshot.status.isAsleep {
            return .undetermined(
                because: "networking is disabled (nmcli networking off), so managed state cannot be observed",
                remedy: "nmcli networking on")
        }
        let count = devices.count
        return .pass(
            found: count == 0 ? "no Calico interface exists yet" : "all \(count) unmanaged", evidence: evidence
        )
        .counting(0)
    }
}
