package import Glibc
import SystemPackage

/// A moment on the monotonic clock after which waiting ends.
///
/// Made once for a whole run (from `--timeout`) and handed down, so that many calls together never take longer than was
/// asked for. The clock does not jump when the wall clock is set, and stands still while the machine is suspended.
public struct Deadline: Hashable, Sendable {
    /// Time since the machine started, on the clock that `clock_gettime(2)` calls `CLOCK_MONOTONIC`.
    private let instant: Duration
    /// A descriptor that ends all waiting as soon as it can be read.
    private let interruption: Int32?

    private init(instant: Duration, interruption: Int32?) {
        self.instant = instant
        self.interruption = interruption
    }

    /// The moment that lies `duration` in the future.
    ///
    /// - Parameters:
    ///   - duration: Zero and less make a deadline that has passed.
    ///   - interruption: A descriptor that ends all waiting for an answer as soon as it can be read, which must stay
    ///     open; nothing is read from it.
    public init(after duration: Duration, orReadable interruption: Int32? = nil) {
        // Capped at a thousand years: sums of durations trap when they overflow.
        self.init(instant: Self.now + min(duration, .seconds(31_556_952_000)), interruption: interruption)
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
    public var elapsed: Duration {
        max(.zero, Self.now - instant)
    }

    /// Whether nothing is left.
    public var hasPassed: Bool {
        remaining == .zero
    }

    /// The same moment, for waits that nothing ends sooner: those of an undo.
    public var withoutInterruption: Deadline { Deadline(instant: instant, interruption: nil) }

    /// Whether waiting was ended from outside.
    package var isInterrupted: Bool {
        guard let interruption else { return false }
        var descriptor = pollfd(fd: interruption, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&descriptor, 1, 0) > 0
    }

    /// This deadline, or the moment `duration` from now if that comes first. What ends waiting sooner still does.
    public func capped(at duration: Duration) -> Deadline {
        let other = Deadline(after: duration, orReadable: interruption)
        return other.instant < instant ? other : self
    }

    /// Waits for so long, or until the deadline.
    ///
    /// - Returns: Whether the wait was not interrupted.
    public func pause(for duration: Duration) -> Bool {
        var none: [pollfd] = []
        _ = capped(at: duration).poll(&none)
        return !isInterrupted
    }

    /// Waits for what `poll(2)` waits for. A signal that was handled ends the wait only where it can be read from the
    /// interruption.
    ///
    /// - Returns: Whether there are events; false also where the wait was interrupted, events or not.
    package func poll(_ descriptors: inout [pollfd]) -> Bool {
        let own = interruption.map { [pollfd(fd: $0, events: Int16(POLLIN), revents: 0)] } ?? []
        repeat {
            var all = descriptors + own
            // Ends sooner where Waiting has something to say.
            let word = Waiting.millisecondsToWord
            var count: Int32 = 0
            do throws(Errno) {
                let patience = min(remainingMilliseconds, word ?? .max)
                count = try systemCallOnce { Glibc.poll(&all, nfds_t(all.count), patience) }
            } catch {
                // A signal counts where it can be read from the interruption.
                guard error == .interrupted else { return false }
                continue
            }
            if own.isEmpty || all.removeLast().revents == 0 { descriptors = all } else { return false }
            guard count == 0, word != nil, !hasPassed else { return count > 0 }
            Waiting.sayWhereDue()
        } while !hasPassed
        return false
    }

    /// What is left in whole milliseconds for `poll(2)`, rounded up so that the last fraction is not spent spinning.
    package var remainingMilliseconds: Int32 {
        let (seconds, attoseconds) = remaining.components
        let milliseconds = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        guard seconds < Int64(Int32.max / 1000) - 1 else { return Int32.max }
        return Int32(seconds * 1000 + milliseconds)
    }
}
