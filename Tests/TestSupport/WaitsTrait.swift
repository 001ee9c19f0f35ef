public import Testing

/// Runs each test of a suite on one of ``WaitingThreads``.
public struct WaitsTrait: SuiteTrait, TestTrait, TestScoping {
    /// What runs it, by how long it takes.
    let executor: WaitingThreads.Executor
    /// For every test in the suite.
    public let isRecursive = true

    /// Runs one case.
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(executor) { try await function() }
    }
}

extension Trait where Self == WaitsTrait {
    /// The tests wait for other programs more than they compute.
    public static var waits: Self { WaitsTrait(executor: .short) }
    /// The same, and a single one may take half a minute and more.
    public static var waitsLong: Self { WaitsTrait(executor: .long) }
    /// The same for a suite that is serialized: it would otherwise be the last.
    public static var waitsInSeries: Self { WaitsTrait(executor: .inSeries) }
}
