import Foundation

/// The program that was built together with the tests.
public enum Tool {
    /// Its path: it lies beside the test bundle.
    public static let path: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: own).deletingLastPathComponent().appending(path: "nmfence").path
    }()

    /// Runs it on this machine; for tests that name a root of their own.
    public static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Run {
        try Run(path, arguments, environment: environment)
    }
}
