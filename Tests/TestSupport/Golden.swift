import Foundation
import Testing

/// What the program printed when somebody last looked at it: one file a command below Tests/Fixtures/golden.
///
/// `scripts/test --update-golden` writes them anew; the reviewer reads the difference.
public enum Golden {
    private static let updates = ProcessInfo.processInfo.environment["NMFENCE_UPDATE_GOLDEN"] == "1"
    private static let folder = Repository.path("Tests/Fixtures/golden")

    /// Compares what a command printed with its file, and prints the difference where there is one.
    public static func expect(_ run: Run, of command: [String], is name: String) throws {
        try expect(
            "$ nmfence \(command.joined(separator: " "))\n" + normal(run.output) + notes(run), is: name)
    }

    /// Compares a report with its file.
    public static func expect(_ shown: String, is name: String) throws {
        let file = "\(folder)/\(name).txt"
        if updates {
            try FileManager.default.createDirectory(
                atPath: URL(fileURLWithPath: file).deletingLastPathComponent().path, withIntermediateDirectories: true)
            try Data(shown.utf8).write(to: URL(fileURLWithPath: file))
        }
        let difference = try Run("diff", ["-u", file, "-"], input: shown)
        guard difference.status != 0 else { return }
        Issue.record("\(difference.output)\(difference.errors)if it is meant: scripts/test --update-golden")
    }

    /// Standard error and the exit status, below the result.
    private static func notes(_ run: Run) -> String {
        let errors = normal(run.errors).split(separator: "\n").map { "stderr: \($0)\n" }.joined()
        return errors + "status: \(run.status)\n"
    }

    /// What differs from run to run, replaced by what it is.
    private static func normal(_ text: String) -> String {
        let replacements = [
            (#"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=Z?")"#, "<time>"),
            (#"(?<=nmfence_run_timestamp_seconds )\d+"#, "<seconds>"),
            (#"(?<=nmfence_run_duration_seconds )[0-9.]+"#, "<duration>"),
            (#"(?<="version": ")\d[^"]*"#, "<version>"), (#"(?<=nmfence_info\{version=")[^"]*"#, "<version>"),
            (#"(skipped="\d+" time=")[0-9.]+"#, "$1<duration>"), (#"(?<=\bpid )\d+"#, "<pid>"),
            (#"(?<=NetworkManager/Devices/)\d+"#, "<number>"),
        ]
        return replacements.reduce(text) { text, replacement in
            text.replacingOccurrences(of: replacement.0, with: replacement.1, options: .regularExpression)
        }
    }
}
