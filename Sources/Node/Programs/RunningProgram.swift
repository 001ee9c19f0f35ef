import Glibc
import SystemPackage

/// A program that was started and goes on beside this one until somebody asks for its result; it does not outlive
/// the value.
///
/// It leads a process group of its own: when its time is over, all that it has started ends with it. What has left
/// the group goes on, and is not waited for.
public final class RunningProgram {
    /// The most bytes of each output that are kept; the rest is read and dropped so that the program is not held up.
    static let outputLimit = 1 << 20
    /// How long a program that was killed is waited for. One that hangs inside the kernel stays.
    private static let killAllowance = Duration.seconds(2)
    /// How often it is looked whether the program has ended while another process holds its output, in milliseconds.
    private static let longestPause: Int32 = 50

    let child: pid_t
    private let deadline: ContinuousClock.Instant
    private let isInterruptible: Bool
    /// Standard output, and standard error.
    private var channels: [OutputChannel]
    private var end: ProgramResult?

    init(
        _ program: FilePath, _ arguments: [String], within limit: Duration, isInterruptible: Bool
    ) throws(Errno) {
        var channels: [OutputChannel] = []
        var writing: [FileDescriptor] = []
        defer { for end in writing { end.release() } }
        do throws(Errno) {
            for _ in 0..<2 {
                let pipe = try OutputChannel.pipe()
                channels.append(OutputChannel(pipe.reading, limit: Self.outputLimit))
                writing.append(pipe.writing)
            }
            child = try Spawn(program, arguments, output: writing[0], errors: writing[1]).start()
        } catch {
            for channel in channels { channel.close() }
            throw error
        }
        self.channels = channels
        self.isInterruptible = isInterruptible
        deadline = .now.advanced(by: limit)
    }

    deinit {
        if end == nil { _ = kill() }
        for channel in channels { channel.close() }
    }

    /// Waits for the end of the program, and gives how it ended and what it said.
    public var result: ProgramResult {
        if let end { return end }
        let ending = wait()
        let result = ProgramResult(
            ending: ending, output: channels[0].said, errors: channels[1].said,
            isCutOff: channels.contains(where: \.isCutOff))
        end = result
        return result
    }

    /// Reads until the program has ended, or until the deadline or an interruption has come.
    private func wait() -> ProgramResult.Ending {
        var pause: Int32 = 1
        while true {
            guard let left = deadline.left else { return kill() ?? .timedOut }
            var polls = channels.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
            // A descriptor below zero is not looked at: poll(2).
            polls.append(
                pollfd(fd: isInterruptible ? Interruption.descriptor ?? -1 : -1, events: Int16(POLLIN), revents: 0))
            let count = Glibc.poll(&polls, nfds_t(polls.count), min(left, pause))
            if polls[2].revents != 0 { return kill() ?? .interrupted }
            guard count > 0 else {
                // Nobody tells of the end of a program whose output is held by another, or was closed by itself.
                if let ending = reap() {
                    readRest()
                    return ending
                }
                pause = min(2 * pause, Self.longestPause)
                continue
            }
            for index in channels.indices where polls[index].revents != 0 { channels[index].read() }
            if !channels.contains(where: \.isOpen), let ending = reap() { return ending }
        }
    }

    /// Reads what is there, and waits for nothing: it may have come between the last look and the end.
    private func readRest() {
        while true {
            var polls = channels.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
            guard deadline.left != nil, Glibc.poll(&polls, nfds_t(polls.count), 0) > 0 else { return }
            for index in channels.indices where polls[index].revents != 0 { channels[index].read() }
        }
    }

    /// How it ended; nil while it runs.
    private func reap() -> ProgramResult.Ending? {
        var status: Int32 = 0
        let outcome = waitpid(child, &status, WNOHANG)
        if outcome == 0 || (outcome < 0 && errno == EINTR) { return nil }
        // The low seven bits are the signal that ended it: wait(2).
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
    }

    /// Ends the group.
    /// - Returns: how the program ended, if it had ended by itself before.
    private func kill() -> ProgramResult.Ending? {
        // Before the program is reaped: its number, which is the group's, could be another's afterwards.
        Glibc.kill(-child, SIGKILL)
        let last = ContinuousClock.now.advanced(by: Self.killAllowance)
        var pause: Int32 = 1
        while let left = last.left {
            if let ending = reap() { return ending == .signalled(SIGKILL) ? nil : ending }
            poll(nil, 0, min(left, pause))
            pause = min(2 * pause, Self.longestPause)
        }
        return nil
    }
}

extension ContinuousClock.Instant {
    /// What is left until then in whole milliseconds, rounded up; nil where nothing is.
    fileprivate var left: Int32? {
        let (seconds, attoseconds) = ContinuousClock.now.duration(to: self).components
        guard seconds > 0 || attoseconds > 0 else { return nil }
        return Int32(clamping: min(seconds, 86_400) * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    }
}
