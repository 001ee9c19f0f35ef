import Checks
public import DBus
public import NetworkManager
public import Node

/// Executes a plan: files, release, reload, proof; or everything back.
///
/// The order is the one that loses no packet, as seen on 1.18 to 1.58: a device that NetworkManager drives is taken out of its
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

    private let requiresLive: Bool

    private var daemon: Daemon?
    /// What the daemon said before the change.
    private var before: Snapshot?
    /// What the daemon that is there now said first: the same, unless another took the first one's place.
    private var present: Snapshot?
    private var isSuccessor = false
    private var files: FileStep
    private var modules = ModuleStep()
    private var report: ChangeReport

    /// - Parameters:
    ///   - daemon: the running daemon; nil where there is none, or where it is to be left alone.
    ///   - bus: where it is found again if it is restarted meanwhile.
    ///   - requiresLive: whether a daemon that stops meanwhile is a failure.
    public init(
        _ plan: Plan, in root: RootDirectory, daemon: Daemon?, bus: BusAddress, requiresLive: Bool = false,
        proof: Proof,
        by deadline: Deadline
    ) {
        self.plan = plan
        self.root = root
        self.daemon = daemon
        self.bus = bus
        self.requiresLive = requiresLive
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
        present = before
        do throws(FileError) { try Journal(root: root).begin() } catch { throw .file(error) }
    }

    private mutating func change() throws(ChangeFailure) {
        for change in plan.changes {
            try goOn()
            do throws(FileError) { try files.apply(change) } catch { throw .file(error) }
        }
        do throws(ModuleLoader.Failure) { try modules.load(plan.modules) } catch { throw .module(error) }
        try goOn()
        // Again with a daemon that was started meanwhile: it may have read the old files, and drive devices of its own.
        while let daemon, try !answers({ (transaction) throws(ChangeFailure) in try transaction.release(by: daemon) }) {
        }
        try goOn()
        if plan.reloads, let daemon {
            // A daemon that takes this one's place here was started behind the new files, and has read them.
            _ = try answers { (transaction) throws(ChangeFailure) in
                // Noted before the answer: where none comes, the daemon may have read the files all the same.
                transaction.report.reloaded = true
                do throws(DaemonError) { try daemon.reloadConfiguration(by: transaction.deadline) } catch {
                    throw .daemon(error)
                }
            }
        }
        while let daemon, try !answers({ (transaction) throws(ChangeFailure) in try transaction.prove(by: daemon) }) {}
        if daemon == nil { report.proof = try proof.claims(daemon: nil, before: nil, by: deadline) }
        try goOn()
        forget()
        if daemon != nil {
            // A mark that stays makes the next run prove again, and is no reason to take a proved change back.
            try? Journal(root: root).end(reloaded: report.reloaded)
        }
    }

    /// Lets the daemon answer; false where it went away meanwhile, and the one that is there now, if one is, has its place.
    private mutating func answers(
        _ body: (inout Transaction) throws(ChangeFailure) -> Void
    ) throws(ChangeFailure) -> Bool {
        do throws(ChangeFailure) {
            try body(&self)
            return true
        } catch {
            guard case .daemon(let failure) = error, failure.isLoss else { throw error }
            try goOn()
            do throws(DaemonError) { try succeed(by: deadline) } catch { throw .daemon(error) }
            if daemon == nil, requiresLive { throw error }
            report.messages.append(
                daemon == nil
                    ? "NetworkManager stopped meanwhile; the files count from its next start"
                    : "NetworkManager was restarted meanwhile")
            return false
        }
    }

    /// Puts the daemon that is there now, if one is, in the place of the one that went away with all that it was told.
    private mutating func succeed(by deadline: Deadline) throws(DaemonError) {
        daemon = nil
        report.released = []
        do throws(DaemonError) {
            let successor = try Daemon(at: bus, by: deadline)
            try successor.waitUntilStarted(by: deadline)
            present = try successor.snapshot(by: deadline)
            daemon = successor
            isSuccessor = true
        } catch {
            guard [.notRunning, .stopped].contains(error.code) else { throw error }
        }
    }

    private mutating func prove(by daemon: Daemon) throws(ChangeFailure) {
        report.proof = try proof.claims(daemon: daemon, before: before, by: deadline)
    }

    /// Takes each device that NetworkManager drives out of its hands, as it is.
    private mutating func release(by daemon: Daemon) throws(ChangeFailure) {
        for device in present?.devices ?? [] where isToBeReleased(device) {
            do throws(DaemonError) {
                // Noted before the answer: where none comes, the daemon may do it all the same, and later.
                report.released.append(device.name)
                try daemon.setManaged(false, device.path, by: deadline)
                let limit = deadline.capped(at: Self.releaseAllowance)
                let last = try daemon.wait(for: device.path, by: limit) { $0.state == .unmanaged }
                if last.state == .unmanaged { continue }
            } catch {
                if error.isAnswer { report.released.removeAll { $0 == device.name } }
                // A pod that ended meanwhile takes its interface with it.
                guard error.code == .noSuchDevice else { throw .daemon(error) }
                continue
            }
            throw .notProved("NetworkManager did not release \(device.name)")
        }
    }

    private func isToBeReleased(_ device: Device) -> Bool {
        isSuccessor
            ? plan.reloads && device.isDriven && proof.isFenced(device.name) : plan.releases.contains(device.name)
    }

    /// Makes the daemon forget the releases where it can (1.58), so that only the configuration decides from here on.
    private func forget() {
        guard let daemon, plan.purpose == .fix else { return }
        for device in present?.devices ?? [] where report.released.contains(device.name) {
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
        let isUntouched = files.isUntouched && report.released.isEmpty && !report.reloaded && !isSuccessor
        var failures = files.undo().map(\.description)
        // A daemon that is gone has nothing to put back: it reads the old files when it starts.
        while let current = daemon {
            do throws(DaemonError) {
                do throws(DaemonError) {
                    try giveBack(to: current, by: limit)
                    break
                } catch {
                    guard error.isLoss else { throw error }
                    // It may have been started before the old files were back.
                    try succeed(by: limit)
                }
            } catch {
                failures.append(error.description + remainder)
                break
            }
        }
        if let path = plan.inputs.firstChange(in: root) { failures.append("\(path) is not as it was before") }
        if failures.isEmpty, daemon != nil { try? Journal(root: root).end(reloaded: report.reloaded) }
        report.messages += failures
        report.status = failures.isEmpty ? (isUntouched ? .refused : .rolledBack) : .rollbackFailed
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

extension DaemonError {
    /// Whether the daemon that was spoken to is gone, so that its state went with it.
    fileprivate var isLoss: Bool { code == .stopped || code == .restarted }

    /// Whether the daemon answered that it did not do what it was asked.
    fileprivate var isAnswer: Bool { [.noSuchDevice, .notPermitted, .refused, .unsupported].contains(code) }
}
