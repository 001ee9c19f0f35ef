public import SystemPackage

/// Why the kernel's answer could not be had.
public enum NetlinkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kernel refused: not permitted, or nothing there that could answer.
    case refused(Errno)
    /// No whole answer came in time.
    case timedOut
    /// Waiting was ended from outside, as by a signal.
    case interrupted
    /// More came than was asked for with `limit`.
    case tooLarge(limit: Int)
    /// What came is no list of messages.
    case malformed
    /// The lists changed each time while they were read.
    case changing

    /// The reason in words.
    public var description: String {
        switch self {
        case .refused(let error): error.description
        case .timedOut: "the kernel's answer did not come in time"
        case .interrupted: "waiting for the kernel's answer was interrupted"
        case .tooLarge(let limit): "the kernel's answer is longer than \(limit) bytes"
        case .malformed: "the kernel's answer is no list of netlink messages"
        case .changing: "the lists changed each time while they were read"
        }
    }
}
