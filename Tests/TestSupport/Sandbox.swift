/// A command beside a real NetworkManager, in namespaces of its own: `scripts/nm-sandbox`.
public enum Sandbox {
    /// Runs a command in a fresh sandbox; its status is the run's, 125 where the sandbox itself failed.
    /// - Parameters:
    ///   - options: of `scripts/nm-sandbox`.
    ///   - environment: added to the test's own.
    public static func run(
        _ command: [String], options: [String] = [], environment: [String: String] = [:], input: String = ""
    ) throws -> Run {
        try Run(
            Repository.path("scripts/nm-sandbox"), options + ["--"] + command, environment: environment, input: input)
    }

    /// Runs lines of shell in a fresh sandbox, ending at the first that fails.
    public static func shell(
        _ script: String, options: [String] = [], environment: [String: String] = [:]
    ) throws -> Run {
        try run(["bash", "-euo", "pipefail", "-c", script], options: options, environment: environment)
    }
}
