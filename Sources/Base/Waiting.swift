internal import Synchronization

/// What this run waits for, said to the person who looks on where it takes longer than a second.
///
/// What waits names what it waits for; of waits inside of each other the outermost counts, which is what a person
/// knows. Whoever starts the run says how he is told, or is told nothing.
public enum Waiting {
    private struct Wait {
        let subject: String
        let begin: Deadline
        let limit: Deadline
        var isSaid = false
    }

    private struct State {
        var say: (@Sendable (String) -> Void)?
        var current: Wait?
    }

    private static let state = Mutex(State())
    /// How long a person waits without a word.
    private static let patience = Duration.seconds(1)

    /// From now on long waits are said.
    public static func say(_ say: @escaping @Sendable (String) -> Void) { state.withLock { $0.say = say } }

    /// Does what may wait for so long.
    /// - Parameter subject: what is waited for, as in "waiting for NetworkManager to answer".
    public static func `for`<Result, Failure: Error>(
        _ subject: @autoclosure () -> String, by limit: Deadline, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let isOutermost = state.withLock { state in
            guard state.say != nil, state.current == nil else { return false }
            state.current = Wait(subject: subject(), begin: Deadline(after: .zero), limit: limit)
            return true
        }
        defer { if isOutermost { state.withLock { $0.current = nil } } }
        return try body()
    }

    /// The milliseconds until it is to be said what is waited for; nil where nothing is to be said any more.
    static var millisecondsToWord: Int32? {
        state.withLock { state in
            guard let wait = state.current, !wait.isSaid else { return nil }
            return Deadline(after: patience - wait.begin.elapsed).remainingMilliseconds
        }
    }

    /// Says it, where it is time.
    static func sayWhereDue() {
        let sentence: (String, @Sendable (String) -> Void)? = state.withLock { state in
            guard let wait = state.current, !wait.isSaid, wait.begin.elapsed >= patience, let say = state.say else {
                return nil
            }
            state.current?.isSaid = true
            let seconds = wait.limit.remaining.components.seconds
            return ("waiting for \(wait.subject), up to \(seconds) s more", say)
        }
        if let (sentence, say) = sentence { say(sentence) }
    }
}
