import ArgumentParser
import Checks
import Fence
import NetworkManager
import NetworkManagerConfiguration
import Reporting
import Requirements
import SystemPackage

/// `nmfence check`: evaluates every requirement of the profile and changes nothing.
struct CheckVerb: Verb {
    typealias Format = CheckFormat

    /// What ends in status 1.
    enum FailOn: String, Choice {
        case failure, warning
    }

    static let schema = Schema.check

    static let configuration = verb("check", "Check this node against a requirement profile (read-only).")

    @OptionGroup var common: CommonOptions<Format>

    @Option(
        help: .encapsulation, completion: .list(Encapsulation.names),
        transform: OptionValue.checked(Encapsulation.init(named:)))
    private var encapsulation: [String] = []

    @Option(help: .apiserver)
    private var apiserver: String?

    @Option(help: .peer)
    private var peer: [String] = []

    @Flag(help: .requireLive)
    private var requireLive = false

    @Option(help: .wait, transform: OptionValue.checked(OptionValue.seconds))
    private var wait: String?

    @Option(
        help: .init("Run only checks whose ID matches GLOB. Repeatable, or separated by commas.", "GLOB"),
        completion: CompletedNames.checks, transform: OptionValue.checked(CheckSelection.globs))
    private var only: [String] = []

    @Option(
        help: .init("Skip checks whose ID matches GLOB. Repeatable, or separated by commas.", "GLOB"),
        completion: CompletedNames.checks, transform: OptionValue.checked(CheckSelection.globs))
    private var skip: [String] = []

    @Option(
        help: .init(
            "Exit 1 on failures only, or also on warnings.", "SEVERITY", values: FailOn.names,
            standard: FailOn.failure.rawValue),
        completion: .list(FailOn.names), transform: OptionValue.checked(FailOn.init(named:)))
    private var failOn: String?

    @Option(
        help: .init("Write the report to FILE, replacing it as a whole, whatever the exit status.", "FILE"),
        completion: .file(), transform: OptionValue.checked(FilePath.init(argument:)))
    private var outputFile: String?

    @Flag(name: .shortAndLong, help: "Show everything that is known of every check.")
    private var all = false

    @Flag(help: "With -o prometheus: a series for each check, also for those that passed.")
    private var perCheck = false

    @Option(
        help: .init(
            "Check again and again, at this interval, until ended by a signal: 30s, 5m, 1h.", "DURATION"),
        transform: OptionValue.checked(OptionValue.interval))
    private var every: String?

    private var live: LiveDemand { LiveDemand(isRequired: requireLive, wait: wait) }

    func perform() throws(CommandFailure) -> ExitStatus {
        try live.refuseContradictions(isOffline: common.offline)
        guard let every else { return try checkOnce() }
        return try Repetition(every: .seconds(try OptionValue.read(every, OptionValue.interval)))
            .run { () throws(CommandFailure) in _ = try checkOnce() }
    }

    private func checkOnce() throws(CommandFailure) -> ExitStatus {
        let output = try common.presentation(isFull: all)
        let session = try Session(
            common, told: RequirementOptions.settings(encapsulation, apiserver, peer), waiting: live.waitingTime)
        let selection = CheckSelection(only: only, skip: skip)
        let (checks, isSkipped) = try selection.checks(of: session)
        let report = CheckReport(
            profile: session.profileName, profileReason: session.profileReason, checks: checks, in: session.context,
            waivers: session.waivers, known: session.waivers.isEmpty ? [] : try session.checks(), skipping: isSkipped)
        let wishes = CheckFormat.Wishes(layout: output.layout, perCheck: perCheck) { session.description(of: "check") }
        let text = output.format.text(report, wishes)
        if let outputFile {
            try OutputFile.replace(try OptionValue.read(outputFile, FilePath.init(argument:)), with: text)
        } else {
            output.write(text)
        }
        if live.isRequired, report.verification.method != .live || session.fence.live.snapshot == nil {
            Terminal.note("nmfence: --require-live was given, but \(session.fence.presence.reason.printable)")
            return missingDaemon(session)
        }
        return status(report, session)
    }

    /// The status where a running daemon was asked for: none, or one that may answer later.
    private func missingDaemon(_ session: Session) -> ExitStatus {
        if case .unreachable(let error) = session.fence.live { return error.status }
        return .unavailable
    }

    private func status(_ report: CheckReport, _ session: Session) -> ExitStatus {
        // A finding says more than a silent daemon does, and that says more than that nothing else was found.
        if report.status != .nonconforming, common.bus != nil, case .absent(let error) = session.fence.live,
            error.code == .busUnavailable
        {
            return error.status
        }
        switch report.status {
        case .nonconforming: return session.fence.policy.stack.refusals.isEmpty ? .finding : .configuration
        case .undetermined:
            if case .unreachable(let error) = session.fence.live { return error.status }
            return .undetermined
        case .conforming:
            guard failOn == FailOn.warning.rawValue else { return .success }
            return report.count(.warning) > 0
                ? .finding : report.isUndetermined(.recommended) ? .undetermined : .success
        }
    }
}
