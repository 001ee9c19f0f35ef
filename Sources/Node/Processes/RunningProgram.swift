import Base
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
    /// How often it is looked whether the program has ended while another process holds its output.
    private static let longestPause = Duration.milliseconds(50)

    let child: pid_t
    private let deadline: Deadline
    private let program: FilePath
    /// Standard output, and standard error.
    private var channels: [OutputChannel]
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
        self.channels = channels
        self.deadline = deadline
        self.program = program
    }

    deinit {
        if end == nil { _ = kill() }
        for channel in channels { channel.close() }
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
        var pause = Duration.milliseconds(1)
        while true {
            guard !deadline.hasPassed else { return kill() ?? .timedOut }
            if read(by: deadline.capped(at: pause)) {
                if !channels.contains(where: \.isOpen), let ending = reap() { return ending }
                continue
            }
            if deadline.isInterrupted { return kill() ?? .interrupted }
            // Nobody tells of the end of a program whose output is held by another, or was closed by itself.
            if let ending = reap() {
                // What has come between the last look and the end; nothing is waited for.
                var mayHaveMore = true
                while mayHaveMore, !deadline.hasPassed { mayHaveMore = read(by: Deadline(after: .zero)) }
                return ending
            }
            pause = min(pause * 2, Self.longestPause)
        }
    }

    /// Waits until there is something to read, and reads it.
    /// - Returns: whether there was something.
    private func read(by deadline: Deadline) -> Bool {
        var polls = channels.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
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
