import Base
import DBus
public import Fence
import KeyFile
import NetworkManager
import NetworkManagerConfiguration
import Node
import SystemPackage

/// Everything around a transaction: the plan, what can be known before the first change, the change itself, its proof.
///
/// `diff` stops behind the plan and `fix` goes on with the same one.
public struct Execution {
    private let context: FenceContext
    private let requiresLive: Bool
    private let restoresLinks: Bool
    private let isForced: Bool
    private let makePlan: () throws(ChangeFailure) -> Plan

    /// - Parameters:
    ///   - requiresLive: whether a node without a running daemon is a failure.
    ///   - restoresLinks: whether links are set up that somebody took down before.
    ///   - isForced: whether files of OpenShift's may be changed.
    ///   - makePlan: computes the plan, under the lock.
    public init(
        _ context: FenceContext, requiresLive: Bool, restoresLinks: Bool = false, isForced: Bool = false,
        plan makePlan: @escaping () throws(ChangeFailure) -> Plan
    ) {
        self.context = context
        self.requiresLive = requiresLive
        self.restoresLinks = restoresLinks
        self.isForced = isForced
        self.makePlan = makePlan
    }

    /// The plan and nothing else.
    public func preview() throws(ChangeFailure) -> ChangeReport {
        // What a run refuses is not shown as if it could be made.
        do throws(FileError) { try NodeLock.check(context.root) } catch { throw .file(error) }
        try refuseUnreachableDaemon()
        let plan = try makePlan()
        try refuseOwnedFiles(plan)
        var report = ChangeReport(plan: plan, status: plan.isEmpty ? .unchanged : .pending)
        let links = linkStep(plan)
        report.damagedLinks = links.damaged
        let repairs = links.restores ? report.damagedLinks.flatMap(\.commands) : []
        if !repairs.isEmpty {
            report.status = .pending
            report.messages.append("would restore interfaces with: " + repairs.joined(separator: "; "))
        }
        return report
    }

    private func linkStep(_ plan: Plan) -> LinkStep {
        LinkStep(restores: restoresLinks, by: context.deadline) { waits in
            context.readLinks(patterns: plan.patterns, waits: waits)
        }
    }

    /// Plans under the lock, and executes the plan.
    /// - Throws: where nothing was changed at all.
    public func run() throws(ChangeFailure) -> ChangeReport {
        let lock: NodeLock
        do throws(NodeLock.Failure) { lock = try NodeLock(in: context.root, by: context.deadline) } catch {
            switch error {
            case .held(let holder, let waited): throw .busy(holder: holder, waited: waited)
            case .interrupted:
                throw Interruption.noted.map { .interrupted(signal: $0.signal) } ?? .busy(holder: nil, waited: .zero)
            case .file(let error): throw .file(error)
            }
        }
        return try withExtendedLifetime(lock) { () throws(ChangeFailure) in
            do throws(ChangeFailure) { return try runLocked() } catch { throw error.orInterruption }
        }
    }

    private func runLocked() throws(ChangeFailure) -> ChangeReport {
        try refuseUnreachableDaemon()
        let plan = try makePlan()
        try refuseOwnedFiles(plan)
        guard !plan.isEmpty else {
            let links = linkStep(plan)
            var report = ChangeReport(plan: plan, status: .unchanged)
            report.proof = try predict(plan, reading: context.root, plan.coverages).claims
            finish(&report, links)
            if !report.restoredLinks.isEmpty { report.status = .applied }
            return report
        }
        let daemon = plan.reloads || !plan.releases.isEmpty ? context.live.daemon : nil
        // NetworkManager's program is on its way while the links are looked at and the files are judged.
        let preflight = Preflight(context, plan, daemon)
        let links = linkStep(plan)
        let fence = DropIn.fence(with: plan.patterns)
        let proof = Proof(
            of: plan, isFenced: fence.contains, predict: prediction(of: plan), takenDown: { links.takenDown() })
        let remarks = try preflight.check()
        // From here on there is something to take back.
        Watchdog.end()
        var transaction = Transaction(
            plan, in: context.root, daemon: daemon, before: daemon == nil ? nil : context.live.snapshot,
            search: search(plan, daemon), requiresLive: requiresLive, proof: proof, by: context.deadline)
        transaction.report.messages += remarks
        var report = transaction.run()
        if report.status == .applied {
            finish(&report, links)
        } else {
            let failures = links.undo()
            report.messages += failures
            if !failures.isEmpty { report.status = .rollbackFailed }
        }
        return report
    }

    /// Looks at the links, and says how all of it was verified.
    private func finish(_ report: inout ChangeReport, _ links: LinkStep) {
        let isLive = report.proof.contains { $0.source == .live }
        report.verification =
            if isLive || report.status == .unchanged && !report.plan.skipsReload && context.live.snapshot != nil {
                .live
            } else if context.live.snapshot != nil {
                .none(
                    because: "NetworkManager has not loaded the files; they take effect at its next reload or start",
                    presence: .running)
            } else {
                Verification(context)
            }
        if context.presence.isAbsent, report.plan.purpose == .fix {
            report.messages.append("the drop-in is a precaution: \(context.presence.reason)")
        }
        // Without a daemon none takes a link down again.
        let isGone = context.presence.isAbsent || context.presence.state == .stopped
        links.finish(&report, isFenced: report.verification.method == .live || isGone)
        if let link = report.damagedLinks.first {
            report.verification = .none(
                because: "\(link.name) \(link.problem)", presence: context.presence.state)
        }
    }

    /// How a daemon is found that comes while files are changed; nil where the one that is there has no part in the
    /// change.
    private func search(_ plan: Plan, _ daemon: Daemon?) -> DaemonSearch? {
        if daemon != nil { return context.search }
        guard case .absent(let error) = context.live, error.code != .busUnavailable, !plan.skipsReload,
            plan.changes.contains(where: { $0.action != .none })
        else { return nil }
        return context.search
    }

    /// What a MachineConfig owns is changed there, or the node becomes Degraded.
    private func refuseOwnedFiles(_ plan: Plan) throws(ChangeFailure) {
        let changed = plan.changes.filter { $0.action != .none }
        guard !isForced, !changed.isEmpty else { return }
        let configuration: MachineConfig
        do throws(FileError) {
            guard let found = try MachineConfig(in: context.root) else { return }
            configuration = found
        } catch { throw .file(error) }
        for change in changed {
            switch configuration.owns(change.path) {
            case .no: continue
            case .yes:
                throw .unreachable(
                    "\(change.path) belongs to a MachineConfig (\(MachineConfig.path)). Change it there, or use "
                        + "--force, "
                        + "which makes the node Degraded")
            case .unknown(let why):
                throw .undetermined(
                    "cannot parse \(MachineConfig.path) (\(why)), so \(change.path) may belong to a MachineConfig. "
                        + "Use --force to change it anyway")
            }
        }
    }

    /// A daemon that is there and does not answer could be half way into anything: nothing is planned around it.
    private func refuseUnreachableDaemon() throws(ChangeFailure) {
        switch context.live {
        case .unreachable(let error): throw .daemon(error)
        case .foreign(let why): throw .foreignDaemon(why)
        case .absent(let error) where requiresLive: throw .daemon(error)
        case .notAsked(let why) where requiresLive, .hidden(let why) where requiresLive: throw .liveRequired(why)
        default: return
        }
    }

    /// What reads the files after the change and judges each pattern.
    ///
    /// Judging takes as long as the files are, and a change that is under way is not to wait for it: the files are
    /// judged before it, as they will be. Where they then are so, byte for byte, that is the answer.
    private func prediction(of plan: Plan) -> () throws(ChangeFailure) -> Proof.Prediction {
        let planned = PlannedConfiguration(context.root)
        planned.lay(plan.changes)
        let files = RecordedConfiguration(planned)
        let expected: Result<Proof.Prediction, ChangeFailure>
        do throws(ChangeFailure) { expected = .success(try predict(plan, reading: files)) } catch {
            expected = .failure(error)
        }
        return { () throws(ChangeFailure) in
            try files.read.firstChange(in: context.root) == nil
                ? expected.get() : predict(plan, reading: context.root)
        }
    }

    /// Judges each pattern by what these files say.
    /// - Parameter known: what they say, where that was found out already.
    private func predict(
        _ plan: Plan, reading files: some ConfigurationReader, _ known: [Coverage]? = nil
    ) throws(ChangeFailure) -> Proof.Prediction {
        let coverages: [Coverage]
        if let known { coverages = known } else { coverages = try self.coverages(of: plan.patterns, reading: files) }
        var prediction = Proof.Prediction()
        for (pattern, coverage) in zip(plan.patterns, coverages) {
            if plan.purpose == .fix, !coverage.isUnmanaged { throw .notProved("\(pattern): \(coverage.reason)") }
            prediction.claims.append(
                .init(
                    interface: pattern.description, isManaged: coverage.isManaged, source: .prediction,
                    reason: coverage.placeInWords))
            if coverage.isListed { prediction.listed.append(pattern) }
        }
        return prediction
    }

    private func coverages(
        of patterns: [InterfacePattern], reading files: some ConfigurationReader
    ) throws(ChangeFailure) -> [Coverage] {
        let policy = context.subject.policy(reading: files)
        if let problem = policy.stack.refusals.first {
            throw .unreadable(problem, in: context.root)
        }
        return patterns.map { policy.coverage(of: $0, udev: context.udev.facts(of:)) }
    }
}

extension Coverage {
    fileprivate var isManaged: Answer {
        switch self {
        case .allUnmanaged: .no
        case .counterexample(_, let decision): decision.managed
        case .undetermined: .unknown
        }
    }

    /// Whether a token of a list decides about every name: `unmanaged-devices`, which nothing overrules.
    fileprivate var isListed: Bool {
        if case .allUnmanaged(let lines) = self {
            !lines.isEmpty && lines.allSatisfy { $0.key == "keyfile.unmanaged-devices" }
        } else {
            false
        }
    }

    /// The line that decides, or the reason where there is none.
    fileprivate var placeInWords: String {
        if case .allUnmanaged(let lines) = self, let line = lines.first {
            return line.origin.description + (line.token.map { ": \($0)" } ?? "")
        }
        return reason
    }
}
