import Base
import DBus
import Glibc
public import NetworkManager
import NetworkManagerConfiguration
public import Node
public import SystemPackage

/// Why a change was not made, or was taken back.
public enum ChangeFailure: Error, Hashable, Sendable {
    /// Another run has the lock, and had it for as long as was waited; nil where its process cannot be seen.
    case busy(holder: NodeLock.Holder?, waited: Duration)
    /// What the plan was made from is not there any more: the path with its root.
    case inputsChanged(FilePath)
    /// A file could not be written.
    case file(FileError)
    /// A kernel module could not be loaded.
    case module(Modprobe.Failure)
    /// NetworkManager or the bus failed.
    case daemon(DaemonError)
    /// A running daemon was asked for, and none is to be had; why, in words.
    case liveRequired(String)
    /// The daemon on the bus does not see the files of this root; which, in words.
    case foreignDaemon(String)
    /// The caller lacks a right; which, in words.
    case notPermitted(String)
    /// NetworkManager would not be able to read its configuration; where and why, in words.
    case unreadableConfiguration(String)
    /// No drop-in can reach the goal; what stands in the way, in words.
    case unreachable(String)
    /// Whether a drop-in reaches the goal cannot be told; what hides it, in words.
    case undetermined(String)
    /// A change that cuts running workloads off was not allowed; which, in words.
    case disruptive(String)
    /// After the change, something was not as it should be; what, in words.
    case notProved(String)
    /// The deadline of the run passed in the middle of the change.
    case outOfTime
    /// A signal asked for the end.
    case interrupted(signal: Int32)

    /// The signal in place of the wait that it ended.
    var orInterruption: ChangeFailure {
        let isInterrupted =
            switch self {
            case .daemon(let error): error.code == .interrupted
            case .module(.interrupted): true
            default: false
            }
        guard isInterrupted, let interruption = Interruption.noted else { return self }
        return .interrupted(signal: interruption.signal)
    }

    /// What NetworkManager cannot read, by its place with the root before it.
    static func unreadable(_ problem: Problem, in root: RootDirectory) -> ChangeFailure {
        let place = Origin(path: root.outside(problem.path), line: problem.line)
        return .unreadableConfiguration("\(place): \(problem.message)")
    }

    /// What is printed for a signal, up to its name.
    public static let interruption = "interrupted by "

    /// What stands in the way of a plan, as a sentence for whoever asks before there is one: where a drop-in cannot do
    /// it, what can.
    public var obstacle: String {
        switch self {
        case .unreachable(let text), .undetermined(let text): text
        default: description
        }
    }

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .busy(let holder, let waited):
            "/etc is locked by another program (" + (holder?.description ?? "its process is not visible here")
                + ") and was not released within \(waited.inSeconds); try again"
        case .inputsChanged(let path): "\(path) changed while nmfence was running; try again"
        case .file(let error): error.outsideDescription + (error.isDenied && geteuid() != 0 ? "; run as root" : "")
        case .module(let error): error.description
        case .daemon(let error): error.description
        case .liveRequired(let why): "--require-live was given, but \(why)"
        case .foreignDaemon(let text), .notPermitted(let text), .unreadableConfiguration(let text),
            .disruptive(let text), .notProved(let text):
            text
        case .unreachable(let text), .undetermined(let text): text + "; nothing changed"
        case .outOfTime: "timed out; use --timeout SECONDS for more time"
        case .interrupted(let signal): Self.interruption + Interruption.name(of: signal)
        }
    }
}
