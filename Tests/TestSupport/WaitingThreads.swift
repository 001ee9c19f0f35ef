import Foundation

/// Threads for tests that wait for other programs more than they compute.
///
/// Tests run on as many threads as there are processors, and one that waits for a NetworkManager to start keeps a
/// processor from the others. These are more threads than processors: what waits costs nothing then.
final class WaitingThreads: Sendable {
    static let shared = WaitingThreads()

    /// How many tests wait at once. Each has one NetworkManager at most, so that memory is no limit; with many more on
    /// two processors a single step would take so long that deadlines come near.
    private static let count = 8

    private let condition = NSCondition()
    /// What is to be run, of each length. Guarded by ``condition``.
    private nonisolated(unsafe) var jobs: [Length: [(UnownedJob, UnownedTaskExecutor)]] = [:]

    /// How long a suite keeps a thread; the longest come first, or they would run alone at the end.
    fileprivate enum Length: CaseIterable {
        /// Its cases run one after the other: each but the first is here only when the one before has ended.
        case inSeries
        case long
        case short
    }

    private init() {
        for _ in 0..<Self.count {
            // They end with the process.
            let thread = Thread {
                while true {
                    let (job, executor) = self.next()
                    job.runSynchronously(on: executor)
                }
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    fileprivate func add(_ job: UnownedJob, for executor: UnownedTaskExecutor, _ length: Length) {
        condition.withLock {
            jobs[length, default: []].append((job, executor))
            condition.signal()
        }
    }

    private func next() -> (UnownedJob, UnownedTaskExecutor) {
        condition.withLock {
            while true {
                for length in Length.allCases {
                    if let first = jobs[length]?.first {
                        jobs[length]?.removeFirst()
                        return first
                    }
                }
                condition.wait()
            }
        }
    }

    /// What a task is run by on these threads.
    final class Executor: TaskExecutor {
        static let inSeries = Executor(.inSeries)
        static let long = Executor(.long)
        static let short = Executor(.short)
        private let length: Length

        private init(_ length: Length) { self.length = length }

        func enqueue(_ job: consuming ExecutorJob) {
            WaitingThreads.shared.add(UnownedJob(job), for: asUnownedTaskExecutor(), length)
        }
    }
}
