import Base
import Reporting

/// What the program's end says to the program that started it: the same in every verb and format.
///
/// 0 to 4 are results; from 64 on the names of sysexits.h are in brackets.
enum ExitStatus: Int32, CaseIterable {
    /// Conforming; nothing to do; applied and proved.
    case success = 0
    /// `check`: not conforming. `diff`: changes pending.
    case finding = 1
    /// Could not be determined, and nothing failed.
    case undetermined = 2
    /// Applied, not proved, everything put back.
    case rolledBack = 3
    /// Putting it back failed.
    case rollbackFailed = 4
    /// The command line or nmfence.conf is wrong (EX_USAGE).
    case usage = 64
    /// NetworkManager or the bus is needed and not there (EX_UNAVAILABLE).
    case unavailable = 69
    /// A defect of this program (EX_SOFTWARE).
    case software = 70
    /// A file could not be read or written (EX_IOERR).
    case inputOutput = 74
    /// Busy, changed in between, or the deadline passed (EX_TEMPFAIL).
    case temporary = 75
    /// Permission is lacking, or others can write to nmfence.conf (EX_NOPERM).
    case permission = 77
    /// NetworkManager cannot read its own configuration (EX_CONFIG).
    case configuration = 78
    /// Ended by SIGHUP, with everything finished or put back.
    case hungUp = 129
    /// Ended by SIGINT, with everything finished or put back.
    case interrupted = 130
    /// Ended by SIGTERM, with everything finished or put back.
    case terminated = 143

    /// That of a shell's command where a signal asked for the end.
    static func ended(by signal: Int32) -> ExitStatus { ExitStatus(rawValue: 128 + signal) ?? .temporary }

    /// What it means, for the help.
    private var meaning: String {
        switch self {
        case .success: "conforming; nothing to do; applied and verified"
        case .finding: "not conforming (check), changes pending (diff), goal unreachable or links damaged (fix)"
        case .undetermined: "undetermined, and nothing failed"
        case .rolledBack: "applied, not verified, rolled back"
        case .rollbackFailed: "rollback failed; the message says what is left where"
        case .usage: "usage error, or a mistake in nmfence.conf"
        case .unavailable: "NetworkManager or the system bus is needed and not available"
        case .software: "internal error"
        case .inputOutput: "a file could not be read or written"
        case .temporary: "busy, changed meanwhile, or timed out"
        case .permission: "permission denied, or others can write to nmfence.conf"
        case .configuration: "NetworkManager cannot read its own configuration"
        case .hungUp: "ended by SIGHUP; the change under way was undone"
        case .interrupted: "ended by SIGINT; the change under way was undone"
        case .terminated: "ended by SIGTERM; the change under way was undone"
        }
    }

    /// One word for it, in documents that say why there is no result.
    var kind: String {
        switch self {
        case .success, .finding: "finding"
        case .software: "internal"
        case .rolledBack, .rollbackFailed: "rolledBack"
        case .hungUp, .interrupted, .terminated: "interrupted"
        default: "\(self)"
        }
    }

    /// All of them, one a line; what does not fit into 80 columns stands below, where the parser leaves it.
    static var table: String {
        let layout = TextLayout(width: 78)
        return allCases.map { status in
            let number = String(status.rawValue)
            let padding = String(repeating: " ", count: 5 - number.count)
            return String(
                layout.paragraph(status.meaning, after: ("\(padding)\(number)  ", .plain), indent: 7).dropLast())
        }.joined(separator: "\n")
    }
}
