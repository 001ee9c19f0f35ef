import Base
import CLinux
import Glibc
import SystemPackage

/// A program that was started and runs together with this one until somebody asks for its result; it does not outlive
/// the value.
///
/// It leads a process group of its own: when its time is over, all that it has started ends with it. What has left
/// the group goes on, and is not waited for.
public final class RunningProgram {
    /// The most bytes of each output that are kept; the rest is read and dropped so that the program is not held up.
    static let outputLimit = 1 << 20
    /// How long a program that was killed is waited for. One that hangs inside the kernel stays.
    private static let killAllowance = Duration.seconds(2)
    /// How often it is looked whether the program has ended, where the kernel does not tell: soon after its last sign
    /// of life, and less and less often.
    private static let shortestPause = Duration.milliseconds(1)
    private static let longestPause = Duration.milliseconds(50)

    let child: pid_t
    private let deadline: Deadline
    private let program: FilePath
    /// Standard output, and standard error.
    private var channels: [OutputChannel]
    /// Can be read from as soon as the program has ended; nil before Linux 5.3, and below a filter of system calls.
    private let endNotice: FileDescriptor?
    private var end: ProgramResult?
    /// Begun before the program is, for as long as it may run.
    private var hold: Watchdog.Hold? = Watchdog.Hold()

    init(
        _ program: FilePath, _ arguments: [String], by deadline: Deadline
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
        // Until it is waited for, its number is no other's.
        let notice = nmfence_pidfd_open(child)
        endNotice = notice < 0 ? nil : FileDescriptor(rawValue: notice)
        self.channels = channels
        self.deadline = deadline
        self.program = program
    }

    deinit {
        if end == nil { _ = kill() }
        for channel in channels { channel.close() }
        endNotice?.release()
    }

    /// Waits for the end of the program, and gives how it ended and what it said.
    public var result: ProgramResult {
        if let end { return end }
        let ending = Waiting.for("\(program) to end", by: deadline) { wait() }
        let result = ProgramResult(
            ending: ending, output: channels[0].said, errors: channels[1].said,
            isCutOff: channels.contains(where: \.isCutOff))
        end = result
        hold = nil
        return result
    }

    /// Reads until the program has ended, or until the deadline or an interruption has come.
    private func wait() -> ProgramResult.Ending {
        var pause = Self.shortestPause
        while true {
            guard !deadline.hasPassed else { return kill() ?? .timedOut }
            // The end of its output tells nothing: another process may hold it, or the program have closed it.
            let hasNews = read(by: endNotice == nil ? deadline.capped(at: pause) : deadline, orAt: endNotice)
            if !hasNews, deadline.isInterrupted { return kill() ?? .interrupted }
            if let ending = reap() {
                // What has come between the last look and the end; nothing is waited for.
                var mayHaveMore = true
                while mayHaveMore, !deadline.hasPassed { mayHaveMore = read(by: Deadline(after: .zero), orAt: nil) }
                return ending
            }
            pause = hasNews ? Self.shortestPause : min(pause * 2, Self.longestPause)
        }
    }

    /// Waits until there is something to read, or something else can be read from, and reads what there is.
    /// - Returns: whether one of them was so.
    private func read(by deadline: Deadline, orAt other: FileDescriptor?) -> Bool {
        let descriptors = channels.map(\.descriptor) + (other.map { [$0.rawValue] } ?? [])
        var polls = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard deadline.poll(&polls) else { return false }
        for index in channels.indices where polls[index].revents != 0 { channels[index].read() }
        return true
    }

    /// How it ended; nil while it runs.
    private func reap() -> ProgramResult.Ending? {
        var status: Int32 = 0
        guard let outcome = try? systemCall({ waitpid(child, &status, WNOHANG) }) else {
            // Where SIGCHLD is ignored, the kernel forgets how a child ended.
            return .forgotten
        }
        if outcome == 0 { return nil }
        // The low seven bits are the signal that ended it: wait(2).
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
    }

    /// Ends the group.
    /// - Returns: how the program ended, if it had ended by itself before.
    private func kill() -> ProgramResult.Ending? {
        // Before the program is reaped: its number, which is the group's, could be another's afterwards.
        Glibc.kill(-child, SIGKILL)
        let last = Deadline(after: Self.killAllowance)
        var pause = Duration.milliseconds(1)
        while !last.hasPassed {
            if let ending = reap() { return ending == .signalled(SIGKILL) ? nil : ending }
            _ = last.pause(for: pause)
            pause = min(pause * 2, Self.longestPause)
        }
        return nil
    }
}
