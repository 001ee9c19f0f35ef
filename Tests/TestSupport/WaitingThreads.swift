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
    /// What is to be run: first those that take long, or they would run alone at the end. Guarded by ``condition``.
    private nonisolated(unsafe) var long: [(UnownedJob, UnownedTaskExecutor)] = []
    private nonisolated(unsafe) var short: [(UnownedJob, UnownedTaskExecutor)] = []

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

    fileprivate func add(_ job: UnownedJob, for executor: UnownedTaskExecutor, isLong: Bool) {
        condition.withLock {
            if isLong { long.append((job, executor)) } else { short.append((job, executor)) }
            condition.signal()
        }
    }

    private func next() -> (UnownedJob, UnownedTaskExecutor) {
        condition.withLock {
            while long.isEmpty && short.isEmpty { condition.wait() }
            return long.isEmpty ? short.removeFirst() : long.removeFirst()
        }
    }

    /// What a task is run by on these threads.
    final class Executor: TaskExecutor {
        static let long = Executor(isLong: true)
        static let short = Executor(isLong: false)
        private let isLong: Bool

        private init(isLong: Bool) { self.isLong = isLong }

        func enqueue(_ job: consuming ExecutorJob) {
            WaitingThreads.shared.add(UnownedJob(job), for: asUnownedTaskExecutor(), isLong: isLong)
        }
    }
}
