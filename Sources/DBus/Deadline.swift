import Glibc

/// A moment on the monotonic clock after which waiting ends.
///
/// Made once for a whole run (from `--timeout`) and handed down, so that many calls together never take longer than was
/// asked for. The clock does not jump when the wall clock is set, and stands still while the machine is suspended.
public struct Deadline: Hashable, Comparable, Sendable {
    /// Time since the machine started, on the clock that `clock_gettime(2)` calls `CLOCK_MONOTONIC`.
    private let instant: Duration

    private init(instant: Duration) {
        self.instant = instant
    }

    /// The moment that lies `duration` in the future.
    ///
    /// - Parameter duration: Zero and less make a deadline that has passed.
    public init(after duration: Duration) {
        // Capped at a thousand years: sums of durations trap when they overflow.
        self.init(instant: Self.now + min(duration, .seconds(31_556_952_000)))
    }

    private static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// What is left until the deadline; zero once it has passed.
    public var remaining: Duration {
        max(.zero, instant - Self.now)
    }

    /// What has gone by since the deadline; zero before it.
    var elapsed: Duration {
        max(.zero, Self.now - instant)
    }

    /// Whether nothing is left.
    public var hasPassed: Bool {
        remaining == .zero
    }

    /// This deadline, or the moment `duration` from now if that comes first.
    public func capped(at duration: Duration) -> Deadline {
        min(self, Deadline(after: duration))
    }

    /// What is left in whole milliseconds for `poll(2)`, rounded up so that the last fraction is not spent spinning.
    var remainingMilliseconds: Int32 {
        let (seconds, attoseconds) = remaining.components
        let milliseconds = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        guard seconds < Int64(Int32.max / 1000) - 1 else { return Int32.max }
        return Int32(seconds * 1000 + milliseconds)
    }

    /// Orders by which comes first.
    public static func < (left: Deadline, right: Deadline) -> Bool {
        left.instant < right.instant
    }
}
