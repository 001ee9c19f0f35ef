public import Base
import NetworkManager
import Node
import SystemPackage

/// Whether there is a NetworkManager on the node at all, and what it is doing.
public struct NetworkManagerPresence: Hashable, Sendable {
    /// One word for each answer.
    public enum State: String, Hashable, Sendable {
        /// It answers.
        case running
        /// It is on its way and did not come to an end before the deadline.
        case starting
        /// It has its name and does not answer, or its bus does not.
        case hung
        /// It does not run, and is started at the next boot.
        case stopped
        /// It runs, or may, and cannot be asked.
        case unreachable
        /// The one on the bus belongs to another root or mount namespace and does not see these files.
        case foreign
        /// It is there, and nothing starts it at boot.
        case disabled
        /// It is there, and nothing can start it.
        case masked
        /// Its program is not there.
        case notInstalled = "not-installed"
        /// It is there, in a root that is not a running system.
        case image
        /// It was not looked for: `--offline`, or a version was named that counts as if it were there.
        case assumed
    }

    /// What it is.
    public let state: State
    /// The same as a sentence without a full stop.
    public let reason: String
    /// Where that is seen.
    public let evidence: [Evidence]

    /// Whether nothing has to be kept off Calico's interfaces.
    public var isAbsent: Bool { [.notInstalled, .masked, .disabled].contains(state) }

    private init(_ state: State, _ reason: String, _ evidence: [Evidence] = []) {
        (self.state, self.reason, self.evidence) = (state, reason, evidence)
    }

    /// Looks at the daemon first, and at the files where none answers.
    init(in context: FenceContext) {
        switch context.live {
        case .running(let snapshot, _):
            let version = snapshot.status.version.map { " \($0.text)" } ?? ""
            self.init(.running, "NetworkManager\(version) is running")
        case .foreign(let why): self.init(.foreign, why)
        case .unreachable(let error):
            self.init(error.code == .starting ? .starting : .hung, error.description)
        case .hidden(let why): self.init(.unreachable, why)
        case .absent(let error):
            if let files = Self.byFiles(context) {
                self = files
            } else if error.code == .busUnavailable, DaemonSearch.isVisible(in: context.root) {
                self.init(.unreachable, "NetworkManager is running, but \(error.outcome)")
            } else if context.networkManagerVersion == nil, Self.isUntold(context) {
                self.init(.assumed, "cannot determine whether NetworkManager is installed in \(context.root.path)")
            } else {
                self.init(.stopped, error.code == .busUnavailable ? error.outcome : "NetworkManager is not running")
            }
        case .notAsked(let why):
            self = Self.byFiles(context) ?? NetworkManagerPresence(context.isOffline ? .assumed : .image, why)
        }
    }

    private static let unit: FilePath.Component = "NetworkManager.service"
    /// Requires the other.
    private static let companion: FilePath.Component = "NetworkManager-wait-online.service"
    private static let folders: [FilePath] = ["/etc/NetworkManager", "/usr/lib/NetworkManager"]
    private static let systemFiles: [FilePath] = ["/etc/os-release", "/usr/lib/os-release"]
    private static let programFolders: [FilePath] = ["/usr/sbin", "/usr/bin"]

    /// What the files say where nothing would start one; nil where something would.
    private static func byFiles(_ context: FenceContext) -> NetworkManagerPresence? {
        // Named as if it were there: an image that gets it later.
        if context.networkManagerVersion != nil { return nil }
        do throws(FileError) {
            guard try isInstalled(context) != .no else { return missing }
            switch try ServiceUnit(unit, startedWith: [companion], links: context.units, in: context.root) {
            case .masked(let evidence):
                return NetworkManagerPresence(.masked, "NetworkManager is masked", [evidence])
            case .disabled(let evidence):
                return NetworkManagerPresence(
                    .disabled, "NetworkManager is installed but disabled", [evidence])
            case .missing, .enabled: return nil
            }
        } catch {
            // What cannot be seen may be there, and is judged as if it were.
            return nil
        }
    }

    private static let missing = NetworkManagerPresence(
        .notInstalled, "NetworkManager is not installed")

    /// Whether its program is there. A root that has no folder of programs, such as a host's /etc alone, does not tell:
    /// there its own folders do, and unknown is one where not even an os-release is there.
    private static func isInstalled(_ context: FenceContext) throws(FileError) -> Answer {
        if try context.installed.hasProgram() { return .yes }
        for folder in programFolders where try !context.root.entriesIfPresent(of: folder).isEmpty { return .no }
        for folder in folders where try context.root.exists(folder) { return .yes }
        for file in systemFiles where try context.root.exists(file) { return .no }
        return .unknown
    }

    /// Whether a root has nothing that tells what is installed.
    private static func isUntold(_ context: FenceContext) -> Bool {
        // What cannot be looked at may tell.
        do throws(FileError) { return try isInstalled(context) == .unknown } catch { return false }
    }
}
