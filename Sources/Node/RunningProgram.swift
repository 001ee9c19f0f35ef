import Glibc
import SystemPackage

/// A program that was started and goes on beside this one until somebody asks for its result; it does not outlive the value.
public final class RunningProgram {
    private let child: pid_t
    private let output: FileDescriptor
    private let deadline: ContinuousClock.Instant
    private var end: Program.Result?

    /// - Parameters:
    ///   - child: the process, which is this one's own child.
    ///   - output: the end to read from; it is closed with the value.
    ///   - limit: after this the program is killed.
    init(_ child: pid_t, output: FileDescriptor, within limit: Duration) {
        self.child = child
        self.output = output
        deadline = .now.advanced(by: limit)
    }

    deinit {
        if end == nil { _ = reap(killing: true) }
        try? output.close()
    }

    /// Waits for the end of the program, and gives how it ended and what it said.
    public var result: Program.Result {
        if let end { return end }
        var said: [UInt8] = []
        let isThrough = drain(into: &said)
        let status = reap(killing: !isThrough)
        // The low seven bits are the signal that ended it: wait(2).
        let result = Program.Result(status: isThrough && status & 0x7F == 0 ? (status >> 8) & 0xFF : nil, output: said)
        end = result
        return result
    }

    private func reap(killing: Bool) -> Int32 {
        if killing { kill(child, SIGKILL) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status
    }

    /// Reads until the program closes its output; false where the deadline or an ``Interruption`` came first.
    private func drain(into said: inout [UInt8]) -> Bool {
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { return false }
            // A descriptor below zero is not looked at: poll(2).
            var polls = [output.rawValue, Interruption.descriptor ?? -1].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            let milliseconds = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
            guard Glibc.poll(&polls, 2, Int32(clamping: milliseconds + 1)) > 0 else { continue }
            guard polls[1].revents == 0 else { return false }
            var chunk = [UInt8](repeating: 0, count: 16384)
            let count = Glibc.read(output.rawValue, &chunk, chunk.count)
            if count == 0 || (count < 0 && errno != EINTR) { return true }
            said += chunk.prefix(max(0, min(count, Program.outputLimit - said.count)))
        }
    }
}
