public import Base
public import DBus
import NetworkManager
public import NetworkManagerConfiguration
public import Node
import SystemPackage

/// A node and the NetworkManager on it.
///
/// Facts are read once, when somebody asks first.
public final class FenceContext {
    /// The machine as a directory.
    public let root: RootDirectory
    /// When the whole run ends.
    public let deadline: Deadline
    /// The bus that NetworkManager is on; nil where none is to be used.
    public let bus: Bus?
    /// The version of NetworkManager to predict for, where the user named one: `--nm-version`.
    public let networkManagerVersion: String?
    /// Whether the user wants no bus to be used: `--offline`.
    public let isOffline: Bool
    /// Why the root's bus cannot be looked for; nil where it can.
    public let hiddenBus: String?

    /// The options that a command about the same node needs, too, such as `--root DIR`, as words.
    public let options: [String]

    /// A context that has read nothing yet.
    /// - Parameters:
    ///   - options: the options that a command about the same node needs, too.
    ///   - bus: where NetworkManager is; nil where there is no bus, or none is to be used.
    ///   - trace: told of each exchange with the bus.
    public init(
        root: RootDirectory, bus: BusAddress?, by deadline: Deadline, networkManagerVersion: String? = nil,
        isOffline: Bool = false, hiddenBus: String? = nil, options: [String] = [], trace: Connection.Trace? = nil
    ) {
        self.options = options
        self.root = root
        self.bus = isOffline ? nil : bus.map { Bus(at: $0, trace: trace) }
        self.deadline = deadline
        self.networkManagerVersion = networkManagerVersion
        self.isOffline = isOffline
        self.hiddenBus = hiddenBus
    }

    private init(_ other: FenceContext, by deadline: Deadline) {
        (root, bus, options, self.deadline) = (other.root, other.bus, other.options, deadline)
        (networkManagerVersion, isOffline, hiddenBus) = (other.networkManagerVersion, other.isOffline, other.hiddenBus)
    }

    /// The same node over the same connection, with everything still to be read.
    public func renewed(by deadline: Deadline) -> FenceContext { FenceContext(self, by: deadline) }

    /// Whether the kernel has an interface of this name now, as far as the root tells.
    public func hasInterface(_ name: String) -> Bool { InterfaceRecord(name, in: root).isPresent }

    /// A command of this program about the same node, to be pasted into a shell: without the root of an image it would
    /// change the machine that the image is made on.
    public func command(_ words: String...) -> String {
        (["nmfence"] + words + options).map(\.shellWord).joined(separator: " ")
    }

    /// Whether OpenShift's machine config operator owns files of the node: nothing is changed on such a node by hand.
    public private(set) lazy var isOpenShift: Bool = {
        // Where it cannot be seen, a change is refused when it comes to it.
        (try? root.exists(MachineConfig.path)) == true
    }()

    /// What makes the fence on this node.
    public var fixRemedy: String {
        isOpenShift
            ? "\(command("diff"))  # put the file that this shows into a MachineConfig" : command("fix")
    }

    /// What the running NetworkManager says.
    ///
    /// Right after its start it says things that change by themselves: see ``settled``.
    public private(set) lazy var live: LiveDaemon =
        search.map { LiveDaemon.ask($0, by: deadline) } ?? hiddenBus.map { .hidden($0) }
        ?? .notAsked(isOffline ? "--offline was given" : "\(root.path) is an offline image")

    /// What the running NetworkManager says when it has decided about its devices.
    public private(set) lazy var settled: LiveDaemon = search.map { live.settled($0, by: deadline) } ?? live

    /// Whether there is a NetworkManager at all.
    public private(set) lazy var presence = NetworkManagerPresence(in: self)

    /// Waits until NetworkManager answers and has decided about its devices, where one may come.
    /// - Parameter limit: when to stop waiting.
    public func waitForDaemon(by limit: Deadline) {
        guard let search else { return }
        Waiting.for("NetworkManager to start", by: limit) { waitForDaemon(search, by: limit) }
    }

    private func waitForDaemon(_ search: DaemonSearch, by limit: Deadline) {
        while true {
            live = LiveDaemon.ask(search, by: limit)
            if case .running = live { return }
            if case .foreign = live { return }
            // Nothing will start it.
            if case .absent = live, NetworkManagerPresence(in: self).isAbsent { return }
            guard !limit.hasPassed, limit.pause(for: Self.waitInterval) else { return }
        }
    }

    /// How often a bus is looked for that is not there: nothing tells of its coming.
    private static let waitInterval = Duration.milliseconds(100)

    /// How the daemon is found again when another takes its place; nil where no bus is to be used.
    public var search: DaemonSearch? { bus.map { DaemonSearch(on: $0, in: root) } }

    /// The NetworkManager that is installed.
    public private(set) lazy var installed = InstalledNetworkManager(in: root)

    /// What udev's rules say of interfaces that are not there yet.
    public private(set) lazy var udev = InstalledUdev(in: root, isRunning: root.isHost || live.daemon != nil)

    /// How the running NetworkManager was started; nil where none runs.
    public private(set) lazy var process: DaemonProcess? = live.daemon.map { DaemonProcess($0.processID, in: root) }

    /// The processes that run, by their names; none in a root without /proc.
    public private(set) lazy var processes = Result { () throws(FileError) in try ProcessNames(in: root) }

    /// Which units start others, by the files.
    public private(set) lazy var units = UnitLinks(in: root)

    /// Whether a running calico-node was told to make IP-in-IP tunnels. Where that cannot be read it is not known to
    /// be, and a bare tunl0 is no finding.
    private(set) lazy var runsIPIP: Bool = {
        let agents = (try? processes.get().named("calico-node")) ?? []
        return agents.contains { agent in
            guard let environment = try? ProcessEnvironment(of: agent.folder, in: root) else { return false }
            return environment["FELIX_IPINIPENABLED"]?.lowercased() == "true"
                || ["always", "crosssubnet"].contains(environment["CALICO_IPV4POOL_IPIP"]?.lowercased())
        }
    }()

    /// The present interfaces of Calico's.
    public private(set) lazy var links = readLinks(patterns: [])

    /// Reads the present interfaces of Calico's as they are now.
    /// - Parameters:
    ///   - patterns: interfaces besides those of Calico's releases.
    ///   - encapsulations: those that the cluster is said to use; nil where that is not said.
    ///   - waits: whether an interface whose pod may just come or go is looked at a second time.
    public func readLinks(
        patterns: [InterfacePattern], encapsulations: [String]? = nil, waits: Bool = true
    ) -> LinkSight {
        LinkSight(in: root, patterns: patterns, by: deadline, waits: waits) {
            encapsulations.map { $0.contains("ipip") } ?? runsIPIP
        }
    }

    /// Whose configuration the files are.
    public private(set) lazy var subject = ConfigurationSubject(self)

    /// Whether the running NetworkManager has seen the files as they are.
    public private(set) lazy var reloadState = ReloadState(self, policy.stack)

    /// The file that was quoted last: several checks point to the same one.
    private var quoted: (path: FilePath, lines: [ArraySlice<UInt8>])?

    /// What NetworkManager decides by the files as they are.
    public private(set) lazy var policy = subject.policy(reading: root)

    /// A place in a file with the text of its line.
    public func quote(_ origin: Origin) -> Evidence {
        if quoted?.path != origin.path {
            // A line that cannot be read again is named by its number alone.
            let bytes = try? root.read(origin.path, limit: RootDirectory.configurationLimit)
            quoted = (origin.path, bytes?.split(separator: 0x0A, omittingEmptySubsequences: false) ?? [])
        }
        guard let number = origin.line, let lines = quoted?.lines, lines.indices.contains(number - 1) else {
            return Evidence(path: origin.path.string, line: origin.line, text: "")
        }
        return Evidence(
            path: origin.path.string, line: number, text: String(decoding: lines[number - 1], as: UTF8.self))
    }

    /// A line that decided, quoted as it stands in the file.
    public func evidence(for line: ManagedDecision.Line?) -> [Evidence] {
        guard let line else { return [] }
        return [quote(line.origin)]
    }
}
