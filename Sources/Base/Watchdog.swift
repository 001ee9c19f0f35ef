internal import CLinux
internal import Glibc

/// Ends a run that computes for too long, or that a signal is to end, while it has changed nothing.
///
/// What waits looks at the deadline and at signals by itself. What computes does not: the engine is pure, and its input
/// may be as long as somebody likes to make it. Nothing would be left behind, and so the process just ends; where
/// something would be, that is held.
public enum Watchdog {
    /// From now on the process ends soon after the deadline, or with a signal that is noted.
    ///
    /// - Parameters:
    ///   - status: the exit status of a run that is late.
    ///   - message: the line on standard error then.
    ///   - interruption: the line on standard error where a signal comes, up to the signal's name.
    public static func begin(by deadline: Deadline, status: Int32, message: String, interruption: String) {
        nmfence_watch(Int(deadline.remainingMilliseconds), status, message + "\n", interruption)
    }

    /// From now on the run ends by itself: it changes the node, or says what it has found.
    public static func end() { nmfence_end_watch() }

    /// Waits until a descriptor can be read; a run that has no time left ends here.
    ///
    /// What is read from a pipe may never come, and a run that waits for it uses no time of the processor, by which the
    /// watch sees who computes.
    public static func waitForInput(on descriptor: Int32, by deadline: Deadline) {
        var descriptors = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        if !deadline.poll(&descriptors), deadline.hasPassed { nmfence_end_late() }
    }

    /// While one of these is there, something would be left behind: a program that was started, a folder of this run's
    /// own. The process goes on, and a signal that came ends it with the last of them.
    public final class Hold: Sendable {
        /// From now on.
        public init() { nmfence_hold_watch() }

        deinit { nmfence_release_watch() }
    }
}
