internal import CLinux

/// The wish of a user or of the system that the program end, noted and not obeyed at once.
///
/// A change of the node is finished or undone first; a second signal ends the process there and then.
public struct Interruption: Hashable, Sendable {
    /// The signal's number, as in signal(7).
    public let signal: Int32

    /// From now on signals are noted.
    public static func note() {
        nmfence_note_signals()
    }

    /// A signal's name, such as `SIGTERM`.
    public static func name(of signal: Int32) -> String { String(cString: nmfence_signal_name(signal)) }

    /// The signal that came, if one came.
    public static var noted: Interruption? {
        let signal = nmfence_noted_signal()
        return signal == 0 ? nil : Interruption(signal: signal)
    }

    /// Can be read from as soon as a signal was noted, for waits that should end then; nil where signals are not noted.
    public static var descriptor: Int32? {
        let descriptor = nmfence_noted_signal_descriptor()
        return descriptor < 0 ? nil : descriptor
    }
}
