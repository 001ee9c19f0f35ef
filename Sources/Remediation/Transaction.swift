public import Base
public import Fence
public import NetworkManager
public import Node

/// Executes a plan: files, release, reload, proof; or everything back.
///
/// The order is the one that loses no packet, as seen on 1.18 to 1.58: a device that NetworkManager drives is taken out
/// of its hands before the reload would take the device down. The caller holds the lock of the node.
public struct Transaction {
    /// What putting back may take beyond the deadline of the run: a run that is late must still leave no half.
    static let undoAllowance = Duration.seconds(10)
    /// What one device may take to be released.
    static let releaseAllowance = Duration.seconds(5)

    let plan: Plan
    let root: RootDirectory
    /// How the daemon is found that takes another's place, or comes meanwhile; nil where none is to be asked.
    private let search: DaemonSearch?
    private let deadline: Deadline
    let proof: Proof

    private let requiresLive: Bool

    var daemon: Daemon?
    /// What the daemon said before the change.
    let before: Snapshot?
    /// What the daemon that is there now said first: the same, unless another took the first one's place.
    var present: Snapshot?
    var isSuccessor = false
    var files: FileStep
    var modules = ModuleStep()
    var report: ChangeReport

    /// - Parameters:
    ///   - daemon: the running daemon; nil where there is none, or where it is to be left alone.
    ///   - before: what it said when the plan was made.
    ///   - search: how it is found again if it is restarted meanwhile.
    ///   - requiresLive: whether a daemon that stops meanwhile is a failure.
    public init(
        _ plan: Plan, in root: RootDirectory, daemon: Daemon?, before: Snapshot?, search: DaemonSearch?,
        requiresLive: Bool = false, proof: Proof, by deadline: Deadline
    ) {
        self.plan = plan
        self.root = root
        self.daemon = daemon
        self.before = before
        present = before
        self.search = search
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
            report.failure = error.orInterruption
            return report
        }
        do throws(ChangeFailure) {
            try change()
            report.status = .applied
        } catch {
            report.failure = error.orInterruption
            undo()
        }
        return report
    }

    /// Everything that can be found out before the first change, and the mark that one begins.
    private mutating func begin() throws(ChangeFailure) {
        if let path = plan.inputs.firstChange(in: root) { throw .inputsChanged(root.outside(path)) }
        guard daemon != nil else { return }
        do throws(FileError) { try Journal(root: root).begin() } catch { throw .file(error) }
    }

    private mutating func change() throws(ChangeFailure) {
        for change in plan.changes {
            try throwIfEnded()
            do throws(FileError) { try files.apply(change) } catch { throw .file(error) }
        }
        do throws(Modprobe.Failure) { try modules.load(plan.modules, by: deadline) } catch { throw .module(error) }
        try throwIfEnded()
        try lookForNewcomer()
        try convertDaemon()
        if daemon == nil { report.proof = try proof.claims(daemon: nil, before: nil, by: deadline) }
        try throwIfInterrupted()
        if daemon != nil {
            // A mark that stays makes the next run prove again, and is no reason to take a proved change back.
            try? Journal(root: root).end(reloaded: report.reloaded)
        }
    }

    /// A daemon that was not there when the plan was made may have come since, and have read the files before they
    /// were changed.
    private mutating func lookForNewcomer() throws(ChangeFailure) {
        guard daemon == nil, search != nil else { return }
        do throws(DaemonError) { try adoptRestartedDaemon(by: deadline) } catch { throw .daemon(error) }
        if daemon != nil { report.messages.append("NetworkManager started during the operation") }
    }

    /// Makes the daemon that is there do what the files say, and proves that it does.
    ///
    /// From the start with each that takes the place of one: it may have read the old files, and drive devices of its
    /// own.
    private mutating func convertDaemon() throws(ChangeFailure) {
        while let current = daemon {
            do throws(ChangeFailure) {
                return try convert(current)
            } catch {
                guard case .daemon(let failure) = error, failure.isLoss else { throw error }
                try throwIfInterrupted()
                do throws(DaemonError) { try adoptRestartedDaemon(by: deadline) } catch { throw .daemon(error) }
                if daemon == nil, requiresLive { throw error }
                report.messages.append(
                    daemon == nil
                        ? "NetworkManager stopped during the operation; it loads the files at its next start"
                        : "NetworkManager restarted during the operation")
            }
        }
    }

    private mutating func convert(_ daemon: Daemon) throws(ChangeFailure) {
        try release(by: daemon)
        try throwIfEnded()
        if plan.reloads || isSuccessor {
            // Noted before the answer: where none comes, the daemon may have read the files all the same.
            report.reloaded = true
            do throws(DaemonError) { try daemon.reloadConfiguration(by: deadline) } catch { throw .daemon(error) }
        }
        try prove(by: daemon)
        // What was forgotten hid what the files alone do.
        if try forget() { try prove(by: daemon) }
    }

    /// Puts the daemon that is there now, if one is, in the place of the one that went away with all that it was told.
    mutating func adoptRestartedDaemon(by deadline: Deadline) throws(DaemonError) {
        daemon = nil
        report.released = []
        guard let search else { return }
        do throws(DaemonError) {
            (daemon, present) = try search.asking(by: deadline) { (successor) throws(DaemonError) in
                (successor, try successor.firstSnapshot(by: deadline))
            }
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
            throw .notProved("NetworkManager did not set \(device.name) unmanaged")
        }
    }

    private func isToBeReleased(_ device: Device) -> Bool {
        guard isSuccessor else { return plan.releases.contains(device.name) }
        return proof.isFenced(device.name)
            && (present?.mayDrive(device) == true || plan.lastingReleases.contains(device.name))
    }

    /// Makes the daemon forget the releases where it can (1.58), so that only the configuration decides from here on.
    /// - Returns: whether it forgot any. Before 1.58 the mark stays until the machine starts again, and agrees with the
    ///   configuration until then.
    private func forget() throws(ChangeFailure) -> Bool {
        guard let daemon, plan.purpose == .fix else { return false }
        var hasForgotten = false
        for device in present?.devices ?? []
        where report.released.contains(device.name) && !plan.lastingReleases.contains(device.name) {
            do throws(DaemonError) {
                try daemon.forgetManaged(device.path, by: deadline)
                hasForgotten = true
            } catch {
                if error.code == .noSuchDevice { continue }
                guard !error.isLoss else { throw .daemon(error) }
                return hasForgotten
            }
        }
        return hasForgotten
    }

    /// Throws where the user or the system wants the end, or the run has had its time. What is done and proved is not
    /// taken back for being late.
    private func throwIfEnded() throws(ChangeFailure) {
        try throwIfInterrupted()
        if deadline.hasPassed { throw .outOfTime }
    }

    /// Throws where the user or the system wants the end.
    private func throwIfInterrupted() throws(ChangeFailure) {
        if let interruption = Interruption.noted { throw .interrupted(signal: interruption.signal) }
    }
}

extension DaemonError {
    /// Whether the daemon answered that it did not do what it was asked.
    fileprivate var isAnswer: Bool { [.noSuchDevice, .notPermitted, .refused, .unsupported].contains(code) }
}
