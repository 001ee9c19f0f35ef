public import DBus
import NetworkManager
public import NetworkManagerConfiguration
public import Node
import SystemPackage

/// The node that is looked at, and what the user told about it.
///
/// Facts that more than one check needs are read once, when the first of them asks.
public final class CheckContext {
    /// The machine as a directory.
    public let root: RootDirectory
    /// What the user gave on the command line.
    public let inputs: CheckInputs
    /// When the whole run ends.
    public let deadline: Deadline
    /// The bus that NetworkManager is on; nil where none is to be used.
    public let bus: BusAddress?

    /// Told of each exchange with the bus.
    public let trace: Connection.Trace?

    /// A context that has read nothing yet.
    public init(
        root: RootDirectory, inputs: CheckInputs, bus: BusAddress?, deadline: Deadline, trace: Connection.Trace? = nil
    ) {
        self.root = root
        self.inputs = inputs
        self.bus = bus
        self.deadline = deadline
        self.trace = trace
    }

    /// What the running NetworkManager says.
    ///
    /// Right after its start it says things that change by themselves: see ``settled``.
    public private(set) lazy var live: LiveDaemon =
        search.map { LiveDaemon.ask($0, by: deadline) }
        ?? .notAsked(inputs.isOffline ? "--offline was given" : "\(root.path) has no bus: it is not a running system")

    /// What the running NetworkManager says when it has decided about its devices.
    public private(set) lazy var settled: LiveDaemon = search.map { live.settled($0, by: deadline) } ?? live

    /// How the daemon is found again when another takes its place; nil where no bus is to be used.
    public var search: DaemonSearch? { bus.map { DaemonSearch(on: $0, in: root, trace: trace) } }

    /// What the node's own files and /proc say of it.
    public private(set) lazy var node = NodeFacts(in: root, by: deadline)

    /// The addresses of the hosts that were named.
    let addresses = HostAddresses()

    /// What nodes send each other, by profile and encapsulations: several checks ask for the same.
    var traffic: [[String]: Traffic] = [:]

    /// The NetworkManager that is installed.
    public private(set) lazy var installed = InstalledNetworkManager(in: root)

    /// How the running NetworkManager was started; nil where none runs.
    public private(set) lazy var process: DaemonProcess? = live.daemon.map { DaemonProcess($0.processID, in: root) }

    /// Whose configuration the files are.
    public private(set) lazy var subject = ConfigurationSubject(self)

    /// The file that was quoted last: several checks point to the same one.
    private var quoted: (path: FilePath, lines: [ArraySlice<UInt8>])?

    /// What NetworkManager decides by the files as they are.
    public private(set) lazy var policy = subject.policy(reading: root)

    /// A place in a file with the text of its line.
    public func quote(_ origin: Origin) -> Evidence {
        if quoted?.path != origin.path {
            let bytes = try? root.read(origin.path, limit: RootDirectory.configurationLimit)
            quoted = (origin.path, bytes?.split(separator: 0x0A, omittingEmptySubsequences: false) ?? [])
        }
        guard let number = origin.line, let lines = quoted?.lines, lines.indices.contains(number - 1) else {
            return Evidence(path: origin.path.string, line: origin.line, text: "")
        }
        return Evidence(
            path: origin.path.string, line: number, text: String(decoding: lines[number - 1], as: UTF8.self))
    }
}
