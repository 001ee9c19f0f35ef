import Base
import DBus
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
        if let path = plan.inputs.firstChange(in: root) { failures.append("\(path) is not as it was before") }
        if failures.isEmpty, daemon != nil { try? Journal(root: root).end(reloaded: report.reloaded) }
        // Last, and in time of its own: what stays in the kernel harms nobody, a device that is not given back does.
        report.messages += failures + modules.undo()
        report.status = failures.isEmpty ? (isUntouched ? .refused : .rolledBack) : .rollbackFailed
    }

    /// Makes the daemon that is there do what the old files say. One that is gone reads them when it starts.
    private mutating func convertDaemonBack(by limit: Deadline) throws(DaemonError) {
        while let current = daemon {
            do throws(DaemonError) {
                return try giveBack(to: current, by: limit)
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
    private func giveBack(to daemon: Daemon, by limit: Deadline) throws(DaemonError) {
        let names = Set(before?.devices.filter { $0.isManaged && proof.isFenced($0.name) }.map(\.name) ?? [])
        let managed = present?.devices.filter { names.contains($0.name) } ?? []
        let hasRead = report.reloaded || isSuccessor
        if hasRead {
            for device in managed {
                try ifPresent { () throws(DaemonError) in try daemon.setManaged(false, device.path, by: limit) }
            }
            try daemon.reloadConfiguration(by: limit)
        }
        for device in managed where hasRead || report.released.contains(device.name) {
            try ifPresent { () throws(DaemonError) in try daemon.setManaged(true, device.path, by: limit) }
        }
    }

    private func ifPresent(_ body: () throws(DaemonError) -> Void) throws(DaemonError) {
        do throws(DaemonError) { try body() } catch  where error.code == .noSuchDevice { return }
    }

    private var remainder: String {
        guard !report.released.isEmpty else { return "" }
        return "; still released from NetworkManager until the machine starts again: "
            + report.released.joined(separator: ", ")
    }
}
