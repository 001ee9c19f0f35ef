import Base
import DBus
import Fence
import NetworkManager
import Node

/// Putting back what a transaction did.
extension Transaction {
    /// Puts everything back, and says in the report whether that went well.
    mutating func undo() {
        let limit = Deadline(after: Self.undoAllowance)
        let isUntouched =
            files.isUntouched && modules.isUntouched && report.released.isEmpty && !report.reloaded && !isSuccessor
        var failures = files.undo().map(\.description)
        do throws(DaemonError) { try convertDaemonBack(by: limit) } catch {
            failures.append(error.description + remainder)
        }
        if let path = plan.inputs.firstChange(in: root) {
            failures.append("\(path) differs from its state before the change")
        }
        if !isUntouched { failures += differences(by: limit) }
        // As behind a change: a mark that stays makes the next run prove again.
        if failures.isEmpty, daemon != nil { try? Journal(root: root).end(reloaded: report.reloaded) }
        // Last, and in time of its own: what stays in the kernel harms nobody, a device that stays unmanaged does.
        report.messages += failures + modules.undo()
        report.status = failures.isEmpty ? (isUntouched ? .refused : .rolledBack) : .rollbackFailed
    }

    /// Makes the daemon that is there do what the old files say. One that is gone reads them when it starts.
    private mutating func convertDaemonBack(by limit: Deadline) throws(DaemonError) {
        while let current = daemon {
            do throws(DaemonError) {
                return try restore(to: current, by: limit)
            } catch {
                guard error.isLoss else { throw error }
                // The next may have been started before the old files were back.
                try adoptRestartedDaemon(by: limit)
            }
        }
    }

    /// Gives the daemon back what it managed before, as it is now.
    ///
    /// A device that becomes managed by a reload loses its addresses and routes; one that becomes so by
    /// its property is taken over as it is. So every device is kept out of the reload's way and handed over after it.
    private func restore(to daemon: Daemon, by limit: Deadline) throws(DaemonError) {
        let wanted = managedBefore
        let hasRead = report.reloaded || isSuccessor
        // What the daemon still manages as before needs nothing, and is not to be touched.
        let present = try daemon.snapshot(by: limit)
        let changed = present.devices.filter { device in
            guard let old = wanted[device.name] else { return false }
            return report.released.contains(device.name) || DeviceStanding(device) != DeviceStanding(old)
        }
        if hasRead {
            for device in changed {
                try ifPresent { () throws(DaemonError) in try daemon.setManaged(false, device.path, by: limit) }
            }
            try daemon.reloadConfiguration(by: limit)
        }
        for device in changed {
            try ifPresent { () throws(DaemonError) in try daemon.setManaged(true, device.path, by: limit) }
        }
        try forgetIdle(present, by: limit)
    }

    /// The devices that the daemon managed before, by their names: a daemon that was started meanwhile numbers its
    /// objects anew.
    private var managedBefore: [String: Device] {
        let devices = before?.devices.filter { $0.isReal && $0.isManaged && proof.isFenced($0.name) } ?? []
        return Dictionary(devices.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// What was told to be left alone, and was unmanaged before: the daemon forgets that where it can (1.58). Where it
    /// cannot, it keeps to it until the machine starts again.
    private func forgetIdle(_ present: Snapshot, by limit: Deadline) throws(DaemonError) {
        let managed = managedBefore
        for device in present.devices where report.released.contains(device.name) && managed[device.name] == nil {
            do throws(DaemonError) { try daemon?.forgetManaged(device.path, by: limit) } catch {
                guard [.unsupported, .noSuchDevice].contains(error.code) else { throw error }
            }
        }
    }

    /// What the daemon does otherwise than before with the interfaces that the change was about, a sentence each.
    private func differences(by limit: Deadline) -> [String] {
        guard let daemon, let before else { return [] }
        let present: Snapshot
        do throws(DaemonError) {
            present = try daemon.settledSnapshot(within: limit, by: limit) { _ in true }
        } catch { return ["cannot compare NetworkManager's devices with their state before: \(error.description)"] }
        let old = Dictionary(
            before.devices.filter(\.isReal).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return present.devices.filter { $0.isReal && proof.isFenced($0.name) }.compactMap { device in
            guard let before = old[device.name], DeviceStanding(before) != DeviceStanding(device) else { return nil }
            return "\(device.name) was \(before.standing) in NetworkManager and is now \(device.standing)"
        }
    }

    private func ifPresent(_ body: () throws(DaemonError) -> Void) throws(DaemonError) {
        do throws(DaemonError) { try body() } catch  where error.code == .noSuchDevice { return }
    }

    private var remainder: String {
        guard !report.released.isEmpty else { return "" }
        return "; still unmanaged until reboot: "
            + report.released.joined(separator: ", ")
    }
}
