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
    let title = "The running NetworkManager leaves present interfaces alone"
    let expected = "no present interface of Calico's is managed"
    let severity = Severity.required
    let reference = "Calico, System requirements: NetworkManager"

    var explanation: Explanation {
        Explanation(
            meaning:
                "The configuration says what NetworkManager is to do; this asks what it does with the interfaces of "
                + "running pods.",
            decision: "Every device whose name the profile's patterns cover is read over D-Bus. Managed must be false. "
                + "'connected (externally)' counts as managed: NetworkManager follows the interface and may act on "
                + "it later.",
            remedy:
                "nmfence fix releases the interfaces without touching addresses and routes, and reloads the "
                + "configuration."
        )
    }

    func look(in context: CheckContext) -> Outcome {
        switch context.fence.settled {
        case .notAsked(let why): return .skipped(because: why)
        case .hidden(let why):
            return .undetermined(because: why, remedy: "run nmfence as root, on the node itself")
        case .foreign(let why): return .undetermined(because: why, remedy: context.fence.command("check", "--offline"))
        case .absent(let error):
            // One that runs and cannot be asked may do anything.
            return context.fence.presence.state == .unreachable
                ? .undetermined(
                    because: context.fence.presence.reason, remedy: "look whether the bus runs: systemctl status dbus")
                : .skipped(because: error.outcome)
        case .unreachable(let error):
            return .undetermined(
                because: error.description,
                remedy: "look why NetworkManager does not answer: systemctl status NetworkManager")
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
                text: "\(device.name): \(device.isManaged ? "managed" : "unmanaged"), \(device.stateInWords), "
                    + "reason \(device.stateReason)")
        }
        if !managed.isEmpty {
            return .fail(
                found: "NetworkManager manages " + managed.map(\.name).joined(separator: ", "), evidence: evidence,
                remedy: context.remedyByFix)
        }
        if snapshot.status.isAsleep {
            return .undetermined(
                because: "networking is switched off in NetworkManager, which hides what it would manage",
                remedy: "nmcli networking on")
        }
        let count = devices.count
        return .pass(found: count == 0 ? "there are none yet" : "\(count) of \(count) unmanaged", evidence: evidence)
    }
}
