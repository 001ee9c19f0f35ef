public import Testing

/// Runs each test of a suite on one of ``WaitingThreads``.
public struct WaitsTrait: SuiteTrait, TestTrait, TestScoping {
    /// Whether a single test may take half a minute and more; such tests come first.
    let isLong: Bool
    /// For every test in the suite.
    public let isRecursive = true

    /// Runs one case.
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let executor = isLong ? WaitingThreads.Executor.long : .short
        try await withTaskExecutorPreference(executor) { try await function() }
    }
}

extension Trait where Self == WaitsTrait {
    /// The tests wait for other programs more than they compute.
    public static var waits: Self { WaitsTrait(isLong: false) }
    /// The same, and a single one may take half a minute and more.
    public static var waitsLong: Self { WaitsTrait(isLong: true) }
}
