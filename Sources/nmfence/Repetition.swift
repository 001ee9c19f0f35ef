import Base

/// Something that is done at an interval until a signal ends it: a container that has only this program in it has no
/// shell to do it in a loop.
struct Repetition {
    private let interval: Duration

    init(every interval: Duration) {
        self.interval = interval
    }

    /// Does it now and again, each time the interval after the last time began.
    ///
    /// One that fails is reported and does not end the others: the next finds a NetworkManager that is up again.
    /// - Returns: the status of a run that a signal ended.
    /// - Throws: what is wrong with the command line, which no repetition would mend.
    func run(_ body: () throws(CommandFailure) -> Void) throws(CommandFailure) -> ExitStatus {
        Interruption.note()
        while true {
            let next = Deadline(after: interval, orReadable: Interruption.descriptor)
            do throws(CommandFailure) { try body() } catch {
                if case .usage = error { throw error }
                Terminal.note("\(Program.name): \(error.sentence)")
            }
            // Between two runs there is nothing that could be late.
            Watchdog.end()
            while true {
                if let interruption = Interruption.noted { return .ended(by: interruption.signal) }
                guard !next.hasPassed else { break }
                _ = next.pause(for: next.remaining)
            }
        }
    }
}
