import Foundation

/// The program under test.
public enum Tool {
    /// Its path: what `NMFENCE_TEST_PROGRAM` names, or the program that was built together with the tests and lies
    /// beside them.
    ///
    /// Every test of the whole program, and every instrument that a test starts, takes it from here.
    public static let path: String = {
        if let named = ProcessInfo.processInfo.environment["NMFENCE_TEST_PROGRAM"], !named.isEmpty {
            return URL(fileURLWithPath: named).path
        }
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: own).deletingLastPathComponent().appending(path: "nmfence").path
    }()

    /// Runs it on this machine; for tests that name a root of their own.
    public static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Run {
        try Run(path, arguments, environment: environment)
    }
}
