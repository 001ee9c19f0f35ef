import Foundation
public import Testing

/// Threads for tests that wait for other programs more than they compute.
///
/// Tests run on as many threads as there are processors, and one that waits for a NetworkManager to start keeps a processor from
/// the others. These are more threads than processors: what waits costs nothing then.
final class WaitingThreads: TaskExecutor {
    /// How many tests wait at once. Each has a NetworkManager at most, so that memory is no limit; with more of them on two
    /// processors single steps take so long that a daemon's own deadlines come near.
    static let count = 5
    static let shared = WaitingThreads(count: count)

    private let condition = NSCondition()
    /// Guarded by ``condition``.
    private nonisolated(unsafe) var jobs: [UnownedJob] = []

    private init(count: Int) {
        for _ in 0..<count {
            // They end with the process.
            let thread = Thread { while true { self.next().runSynchronously(on: self.asUnownedTaskExecutor()) } }
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        condition.withLock {
            jobs.append(job)
            condition.signal()
        }
    }

    private func next() -> UnownedJob {
        condition.withLock {
            while jobs.isEmpty { condition.wait() }
            return jobs.removeFirst()
        }
    }
}

/// Runs each test of a suite on one of ``WaitingThreads``.
public struct WaitsTrait: SuiteTrait, TestTrait, TestScoping {
    /// For every test in the suite.
    public let isRecursive = true

    /// Runs one case.
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(WaitingThreads.shared) { try await function() }
    }
}

extension Trait where Self == WaitsTrait {
    /// The tests wait for other programs more than they compute.
    public static var waits: Self { WaitsTrait() }
}
