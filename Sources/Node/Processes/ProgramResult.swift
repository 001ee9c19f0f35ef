/// How a program ended, and what it said.
public struct ProgramResult: Hashable, Sendable {
    /// How it ended.
    public enum Ending: Hashable, Sendable {
        /// By itself, with this exit status.
        case exited(Int32)
        /// By this signal, which was not sent from here.
        case signalled(Int32)
        /// It has ended, and how is not known.
        case forgotten
        /// It was killed when its time was over.
        case timedOut
        /// It was killed because the wait for it was interrupted.
        case interrupted
    }

    /// How it ended.
    public let ending: Ending
    /// The first mebibyte of its standard output.
    public let output: [UInt8]
    /// The first mebibyte of its standard error.
    public let errors: [UInt8]
    /// Whether it said more than was kept.
    public let isCutOff: Bool

    /// Why it did not end well, in words: the last line that it said, of its errors where it has any.
    public var problem: String {
        func last(of text: [UInt8]) -> String? { TextLines(text).map { $0.bytes.trimmedText }.last { !$0.isEmpty } }
        return switch ending {
        case .exited(let status): last(of: errors) ?? last(of: output) ?? "exit status \(status)"
        case .signalled(let signal): "ended by signal \(signal)"
        case .forgotten: "its exit status is unknown"
        case .timedOut: "timed out"
        case .interrupted: "interrupted"
        }
    }
}
