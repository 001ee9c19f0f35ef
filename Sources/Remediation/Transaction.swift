public import DBus
public import NetworkManager
public import Node

/// Executes a plan: files, release, reload, proof; or everything back.
///
/// The order is the one that loses no packet (networkmanager.md, 4.3): a device that NetworkManager drives is taken out of its
/// hands before the reload would take the device down. The caller holds the lock of the node.
public struct Transaction {
    /// What putting back may take beyond the deadline of the run: a run that is late must still leave no half.
    static let undoAllowance = Duration.seconds(10)
    /// What one device may take to be released.
    static let releaseAllowance = Duration.seconds(5)

    private let plan: Plan
    private let root: RootDirectory
    private let bus: BusAddress
    private let deadline: Deadline
    private let proof: Proof

    private var daemon: Daemon?
    private var before: Snapshot?
    private var files: FileStep
    private var modules = ModuleStep()
    private var report: ChangeReport

    /// - Parameters:
    ///   - daemon: the running daemon; nil where there is none, or where it is to be left alone.
    ///   - bus: where it is found again if it is restarted meanwhile.
    public init(
        _ plan: Plan, in root: RootDirectory, daemon: Daemon?, bus: BusAddress, proof: Proof, by deadline: Deadline
    ) {
        self.plan = plan
        self.root = root
        self.daemon = daemon
        self.bus = bus
        self.deadline = deadline
        self.proof = proof
        files = FileStep(root: root)
        report = ChangeReport(plan: plan, status: .refused)
    }

    /// Executes the plan; whatever happens, the report says how the node was left.
    public mutating func run() -> ChangeReport {
        do throws(ChangeFailure) {
            try begin()
        } catch {
            report.failure = error
            return report
        }
        do throws(ChangeFailure) {
            try change()
            report.status = .applied
        } catch {
            report.failure = error
            undo()
        }
        return report
    }

    /// Everything that can be found out before the first change, and the mark that one begins.
    private mutating func begin() throws(ChangeFailure) {
        if let path = plan.inputs.firstChange(in: root) { throw .inputsChanged(path) }
        guard let daemon else { return }
        do throws(DaemonError) { before = try daemon.snapshot(by: deadline) } catch { throw .daemon(error) }
        do throws(FileError) { try Journal(root: root).begin() } catch { throw .file(error) }
    }

    private mutating func change() throws(ChangeFailure) {
        for change in plan.changes {
            try goOn()
            do throws(FileError) { try files.apply(change) } catch { throw .file(error) }
        }
        do throws(ModuleLoader.Failure) { try modules.load(plan.modules) } catch { throw .module(error) }
        try goOn()
        try asking { (daemon, transaction) throws(ChangeFailure) in try transaction.release(by: daemon) }
        try goOn()
        if plan.reloads {
            try asking { (daemon, transaction) throws(ChangeFailure) in
                // Noted before the answer: where none comes, the daemon may have read the files all the same.
                transaction.report.reloaded = true
                do throws(DaemonError) { try daemon.reloadConfiguration(by: transaction.deadline) } catch {
                    throw .daemon(error)
                }
            }
        }
        report.proof = try proof.claims(daemon: daemon, before: before, by: deadline)
        try goOn()
        forget()
        if daemon != nil {
            // A mark that stays makes the next run prove again, and is no reason to take a proved change back.
            try? Journal(root: root).end(reloaded: report.reloaded)
        }
    }

    /// Lets the daemon answer; where it went away or was restarted meanwhile, the daemon that is there now takes its place.
    ///
    /// A daemon that started after the files were put in place has read them.
    private mutating func asking(
        _ body: (Daemon, inout Transaction) throws(ChangeFailure) -> Void
    ) throws(ChangeFailure) {
        guard let current = daemon else { return }
        do throws(ChangeFailure) {
            try body(current, &self)
        } catch {
            guard case .daemon(let failure) = error, failure.isLoss else { throw error }
            do throws(DaemonError) {
                daemon = try Daemon(at: bus, by: deadline)
                report.messages.append("NetworkManager was restarted meanwhile; it has read the new files")
            } catch {
                guard error.code == .notRunning else { throw .daemon(error) }
                daemon = nil
                report.messages.append("NetworkManager stopped meanwhile; the files count from its next start")
            }
        }
    }

    /// Takes each device that NetworkManager drives out of its hands, as it is.
    private mutating func release(by daemon: Daemon) throws(ChangeFailure) {
        for device in before?.devices ?? [] where plan.releases.contains(device.name) {
            do throws(DaemonError) {
                try daemon.setManaged(false, device.path, by: deadline)
                report.released.append(device.name)
                let limit = deadline.capped(at: Self.releaseAllowance)
                let last = try daemon.wait(for: device.path, by: limit) { $0.state == .unmanaged }
                if last.state == .unmanaged { continue }
            } catch {
                // A pod that ended meanwhile takes its interface with it.
                guard error.code == .noSuchDevice else { throw .daemon(error) }
                report.released.removeAll { $0 == device.name }
                continue
            }
            throw .notProved("NetworkManager did not release \(device.name)")
        }
    }

    /// Makes the daemon forget the releases where it can (1.58), so that only the configuration decides from here on.
    private func forget() {
        guard let daemon, plan.purpose == .fix else { return }
        for device in before?.devices ?? [] where report.released.contains(device.name) {
            // Before 1.58 the mark stays until the machine starts again, and agrees with the configuration until then.
            guard (try? daemon.forgetManaged(device.path, by: deadline)) != nil else { return }
        }
    }

    /// Throws where the user or the system wants the end.
    private func goOn() throws(ChangeFailure) {
        if let interruption = Interruption.noted { throw .interrupted(signal: interruption.signal) }
    }

    private mutating func undo() {
        let limit = Deadline(after: Self.undoAllowance)
        modules.undo()
        var failures = files.undo().map(\.description)
        if let daemon {
            // A daemon that is gone has nothing to put back: it reads the old files when it starts.
            do throws(DaemonError) { try giveBack(to: daemon, by: limit) } catch {
                if !error.isLoss { failures.append(error.description + remainder) }
            }
        }
        if let path = plan.inputs.firstChange(in: root) { failures.append("\(path) is not as it was before") }
        if failures.isEmpty, daemon != nil { try? Journal(root: root).end(reloaded: report.reloaded) }
        report.messages += failures
        report.status = failures.isEmpty ? .rolledBack : .rollbackFailed
    }

    /// Gives the daemon back what it managed before, as it is now.
    ///
    /// A device that becomes managed by a reload loses its addresses and routes (networkmanager.md, 4.4); one that becomes so by
    /// its property is taken over as it is. So every device is kept out of the reload's way and handed over after it.
    private func giveBack(to daemon: Daemon, by limit: Deadline) throws(DaemonError) {
        let managed = before?.devices.filter { $0.isManaged && proof.isFenced($0.name) } ?? []
        if report.reloaded {
            for device in managed {
                try ifPresent { () throws(DaemonError) in try daemon.setManaged(false, device.path, by: limit) }
            }
            try daemon.reloadConfiguration(by: limit)
        }
        for device in managed where report.reloaded || report.released.contains(device.name) {
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

extension DaemonError {
    /// Whether the daemon that was spoken to is gone, so that its state went with it.
    fileprivate var isLoss: Bool { code == .stopped || code == .restarted }
}
