import CLinux
import Checks
import DBus
import NetworkManager
import Node
import Remediation
import Reporting
import SystemPackage

/// Why a verb has no result: the sentence for standard error, and the exit status.
enum CommandFailure: Error {
    /// The command line is wrong.
    case usage(String)
    /// nmfence.conf cannot be used.
    case settings(SettingsError)
    /// What was asked cannot be told here.
    case undetermined(String)
    /// A file failed.
    case file(FileError)
    /// There is no bus at the address that the environment names.
    case bus(String)
    /// NetworkManager or the bus failed, and was needed.
    case daemon(DaemonError)
    /// A change was not made, or was taken back.
    case change(ChangeFailure)
    /// This program is wrong.
    case defect(String)

    /// The exit status, the same in every verb.
    var status: ExitStatus {
        switch self {
        case .usage: .usage
        case .settings(let error): error.isUntrusted ? .permission : .usage
        case .undetermined: .undetermined
        case .file(let error): error.status
        case .bus: .unavailable
        case .daemon(let error): error.status
        case .change(let failure): failure.status
        case .defect: .software
        }
    }

    /// One sentence, safe for a terminal.
    var sentence: String {
        switch self {
        case .usage(let text), .undetermined(let text), .bus(let text): EscapedText.shown(text).printable
        case .settings(let error): error.description.printable
        case .file(let error): error.outsideDescription.printable
        case .daemon(let error): error.description.printable
        case .change(let failure): failure.description.printable
        case .defect(let text): "this is a defect of nmfence: \(text.printable)"
        }
    }
}

extension CommandFailure {
    /// The same for a program that asked for a document.
    var document: ErrorDocument {
        switch self {
        case .file(let error), .change(.file(let error)):
            ErrorDocument(
                kind: status.kind, message: sentence, path: error.outsidePath.string, code: error.errno?.name)
        case .settings(let error): ErrorDocument(kind: status.kind, message: sentence, path: error.path)
        case .daemon(let error), .change(.daemon(let error)):
            ErrorDocument(kind: status.kind, message: sentence, code: error.underlying?.errorName)
        case .change(.inputsChanged(let path)):
            ErrorDocument(kind: status.kind, message: sentence, path: path.string)
        case .usage, .undetermined, .bus, .change, .defect: ErrorDocument(kind: status.kind, message: sentence)
        }
    }
}

extension Errno {
    /// As errno(3) calls it.
    fileprivate var name: String? { nmfence_error_name(rawValue).map { String(cString: $0) } }
}

extension FileError {
    /// A right that is lacking, or anything else that a file does.
    var status: ExitStatus { isDenied ? .permission : .inputOutput }
}

extension DaemonError {
    /// Out of time, refused, or not there.
    var status: ExitStatus {
        switch code {
        case .notResponding, .busNotResponding, .restarted, .starting: .temporary
        case .notPermitted: .permission
        default: .unavailable
        }
    }
}

extension ChangeFailure {
    /// The exit status of a change that was not begun.
    var status: ExitStatus {
        switch self {
        case .busy, .inputsChanged: .temporary
        case .file(let error): error.status
        case .outOfTime, .module(.timedOut): .temporary
        case .module(let error): error.isDenied ? .permission : .inputOutput
        case .daemon(let error): error.status
        case .notPermitted: .permission
        case .liveRequired, .foreignDaemon: .unavailable
        case .unreadableConfiguration: .configuration
        case .unreachable, .disruptive: .finding
        case .undetermined: .undetermined
        case .notProved: .rolledBack
        case .interrupted(let signal): .ended(by: signal)
        }
    }
}
