import Base
import Checks
import DBus
import Fence
import Glibc
import NetworkManagerConfiguration
import Node
import Remediation
import Reporting
import Requirements
import SystemPackage

/// One run of a verb: the node, the profile and the deadline that the options name.
struct Session {
    /// The node and the NetworkManager on it.
    let fence: FenceContext
    /// What the checks look at, and what was told about it.
    let context: CheckContext
    /// The name of the profile that the requirements are from.
    var profileName: String { outline.name }
    /// Why that profile; nil where the user named it.
    let profileReason: String?
    /// The interfaces that must be unmanaged: the profile's, and the user's own.
    let patterns: [InterfacePattern]
    /// What the options, the environment and nmfence.conf say.
    let settings: EffectiveSettings
    /// Which findings are waived or weighed differently.
    let waivers: Waivers
    private let outline: ProfileOutline
    /// The names of the profiles that it is made of.
    private let profiles: [String]
    /// When the run began.
    private let start: (instant: ContinuousClock.Instant, seconds: time_t) = (.now, time(nil))
    /// What is laid over the profile.
    private let additions: [String]
    /// Keeps the socket of a foreign root open.
    private let socket: HeldSocket?

    /// The socket of the system bus inside a root.
    private static let busSocket: FilePath = "/run/dbus/system_bus_socket"

    /// Opens the root and finds the profile; asks nothing yet.
    /// - Parameters:
    ///   - told: what the user tells about the cluster, for the verbs that take it.
    ///   - waiting: how long NetworkManager is waited for; nil where it is not.
    init(
        _ options: CommonOptions<some OutputFormat>, told: [Setting: [String]] = [:], waiting: Duration? = nil
    ) throws(CommandFailure) {
        if options.saysWaits { Waiting.say { Terminal.remark($0) } }
        // Everything that the environment may say is read before anything is done.
        let path = try options.rootPath
        var settings = try EffectiveSettings(options.settings.merging(told) { given, _ in given })
        // What the user said in this run: a command that is printed needs it, too.
        let given = settings
        let root: RootDirectory
        do throws(FileError) { root = try RootDirectory(path) } catch { throw .file(error) }
        // What the file says of the time counts from its end.
        _ = Self.deadline(after: .seconds(try settings.timeLimit()))
        let file = try SettingsFile(try options.settingsFile, in: root)
        settings.add(file)
        self.settings = settings
        waivers = Waivers(file.waivers, on: String(RunDescription.now.prefix(10)))
        let choice = try Self.choice(settings, in: root)
        profileReason = choice.reason
        additions = choice.additions
        outline = try Self.outline(choice.names, additions)
        profiles = choice.names
        patterns = try Self.patterns(outline, extra: settings.patterns())
        let deadline = Self.deadline(after: .seconds(try settings.timeLimit()))
        let waitingEnd = waiting.map { deadline.capped(at: $0) }
        let (bus, socket, hiddenBus) = try Self.bus(options, root, by: waitingEnd)
        self.socket = socket
        fence = FenceContext(
            root: root, bus: bus, by: deadline, networkManagerVersion: options.networkManagerVersion,
            isOffline: options.offline, hiddenBus: hiddenBus, options: try Self.words(path, given, options),
            trace: options.debug ? { Self.note($0, $1) } : nil)
        context = CheckContext(fence, settings.inputs(patterns), obstacle: Self.obstacle(fence, patterns))
        if let waitingEnd { fence.waitForDaemon(by: waitingEnd) }
    }

    /// Asks the planner of `fix` why it would refuse.
    private static func obstacle(_ fence: FenceContext, _ patterns: [InterfacePattern]) -> () -> String? {
        return {
            do throws(ChangeFailure) {
                _ = try FixPlanner(fence, patterns: patterns, effort: .advice).plan()
                return nil
            } catch { return error.obstacle }
        }
    }

    /// The profiles that are meant, with what is laid over them, and why.
    private static func choice(
        _ settings: EffectiveSettings, in root: RootDirectory
    ) throws(CommandFailure) -> (names: [String], additions: [String], reason: String?) {
        let names = settings.all(.profile)
        let choice = ProfileChoice(names, in: root)
        // Who asks for it in so many words wants no other profile.
        if names.contains(ProfileChoice.automatic), choice.isBlind {
            throw .undetermined("--profile auto: \(choice.reason ?? ""); name a profile")
        }
        let named = settings.all(.with)
        return (
            choice.names, choice.additions + named.filter { !choice.additions.contains($0) },
            choice.reason ?? settings.place(inFile: .profile).map { "set in \($0)" }
        )
    }

    /// The options that say which node and which requirements are meant, as words. What nmfence.conf says needs none.
    private static func words(
        _ root: FilePath, _ given: EffectiveSettings, _ options: CommonOptions<some OutputFormat>
    ) throws(CommandFailure) -> [String] {
        var words: [String] = root == "/" ? [] : ["--root", root.string]
        if let file = try options.settingsFile { words += ["--config", file.string] }
        for profile in given.all(.profile) { words += ["--profile", profile] }
        for addition in given.all(.with) { words += ["--with", addition] }
        for pattern in given.all(.patterns) { words += ["--pattern", pattern] }
        if let bus = options.bus { words += ["--bus", bus] }
        if let version = options.networkManagerVersion { words += ["--nm-version", version] }
        if options.offline { words.append("--offline") }
        return words
    }

    /// When a verb that looks at no node ends; nil where the user sets no limit: what it waits for comes from many
    /// nodes, one after the other.
    static func deadline(_ options: CommonOptions<some OutputFormat>) throws(CommandFailure) -> Deadline? {
        let settings = try EffectiveSettings(options.settings)
        return settings[.timeout] == nil ? nil : deadline(after: .seconds(try settings.timeLimit()))
    }

    /// The moment at which the run ends, whatever it does then, unless it changes the node.
    private static func deadline(after limit: Duration) -> Deadline {
        let deadline = Deadline(after: limit, orReadable: Interruption.descriptor)
        let lateness = "timed out after \(limit.inSeconds), and nothing was changed: give it more time with --timeout"
        Watchdog.begin(
            by: deadline, status: ExitStatus.temporary.rawValue, message: "\(Program.name): \(lateness)",
            interruption: "\(Program.name): \(ChangeFailure.interruption)")
        return deadline
    }

    private static func note(_ exchange: String, _ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let tenths = seconds * 10_000 + attoseconds / 100_000_000_000_000
        Terminal.note("nmfence: dbus: \(exchange.printable): \(tenths / 10).\(tenths % 10) ms")
    }

    /// The bus that was named, the host's, or the one whose socket is in the root; nil where none is to be used, and
    /// why, where there may be one.
    private static func bus(
        _ options: CommonOptions<some OutputFormat>, _ root: RootDirectory, by waitingEnd: Deadline?
    ) throws(CommandFailure) -> (BusAddress?, HeldSocket?, hidden: String?) {
        if options.offline { return (nil, nil, nil) }
        if let text = options.bus {
            let address = BusAddress(text)
            if let entry = address.refusedEntry { throw .usage("--bus: \(refusal(of: entry))") }
            return (address, nil, nil)
        }
        if root.isHost {
            let address = BusAddress.system
            if let entry = address.refusedEntry { throw .bus("DBUS_SYSTEM_BUS_ADDRESS: \(refusal(of: entry))") }
            return (address, nil, nil)
        }
        do throws(FileError) {
            let limit = waitingEnd ?? Deadline(after: .zero)
            let socket = try Waiting.for("a bus in \(root.path)", by: limit) { () throws(FileError) in
                try self.socket(in: root, by: limit)
            }
            return (socket.map { BusAddress(socketPath: $0.path) }, socket, nil)
        } catch {
            return (nil, nil, "whether this root has a bus cannot be seen: \(error)")
        }
    }

    /// The socket of the root's bus, when it comes; nil where it does not.
    private static func socket(in root: RootDirectory, by limit: Deadline) throws(FileError) -> HeldSocket? {
        while true {
            if let socket = try HeldSocket(busSocket, in: root) { return socket }
            // Nothing tells of a socket that comes.
            guard !limit.hasPassed, limit.pause(for: .milliseconds(100)) else { return nil }
        }
    }

    private static func refusal(of entry: String) -> String {
        "'\(entry)' is no address of a socket: only unix: and tcp: are used"
    }

    private static func outline(
        _ names: [String], _ additions: [String]
    ) throws(CommandFailure) -> ProfileOutline {
        do throws(ProfileError) { return try ProfileOutline(named: names, with: additions) } catch {
            throw .defect(String(describing: error))
        }
    }

    private static func patterns(
        _ outline: ProfileOutline, extra: [InterfacePattern]
    ) throws(CommandFailure) -> [InterfacePattern] {
        guard !extra.isEmpty else { return outline.patterns }
        var patterns = outline.patterns
        let calicos = try calicosInterfaces()
        for pattern in extra where !patterns.contains(where: { $0.glob == pattern.glob }) {
            let kind = InterfacePattern.kind(of: pattern.glob, among: calicos)
            patterns.append(InterfacePattern(pattern, kind: kind))
        }
        return patterns
    }

    private static func calicosInterfaces() throws(CommandFailure) -> [InterfacePattern] {
        do throws(ProfileError) { return try CalicoInterfaces.all() } catch {
            throw .defect(String(describing: error))
        }
    }

    /// The patterns that tell what an interface will be: those of this run, and Calico's of every release.
    func knownInterfaces() throws(CommandFailure) -> [InterfacePattern] { patterns + (try Self.calicosInterfaces()) }

    /// The patterns of what is laid over the profile, for a node that is told of them as `--pattern`.
    func addedPatterns() throws(CommandFailure) -> [String] {
        let plain = try Self.outline(profiles, []).patterns
        return outline.patterns.filter { !plain.contains($0) }.map(\.description)
    }

    /// The requirements, with the rows about the node.
    func profile() throws(CommandFailure) -> Profile {
        do throws(ProfileError) {
            return try Profile(named: profiles, with: additions, checks: CheckTable.ids)
        } catch {
            throw .defect(String(describing: error))
        }
    }

    /// The checks of what NetworkManager does and will do.
    var networkManagerChecks: [any Check] {
        NetworkManagerChecks.all(patterns: patterns, reference: outline.reference)
    }

    /// Every check of the profile.
    func checks() throws(CommandFailure) -> [any Check] {
        networkManagerChecks + (try profile().nodeChecks(inputs: context.inputs, on: context.root))
    }

    /// What every machine-readable report says about this run.
    func description(of command: String) -> RunDescription {
        RunDescription(at: start.seconds, since: start.instant, command: command, root: fence.root.path.string)
    }
}
