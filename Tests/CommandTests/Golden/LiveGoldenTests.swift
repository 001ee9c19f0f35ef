import Foundation
import TestSupport
import Testing

/// The reports of a node whose NetworkManager runs, from unfenced to fenced and back, as they were when somebody last
/// read them.
///
/// What NetworkManager says of a device differs from release to release: the files were recorded beside that of
/// Debian 12. Its numbers for devices, times and versions of nmfence are replaced; nothing else is.
@Suite(.waits) struct `A report of a running NetworkManager is as it was when somebody last read it` {
    private static let commands: [(name: String, words: [String])] = [
        ("check", ["check", "--only", "nm.*"]), ("check-json", ["check", "--only", "nm.*", "-o", "json"]),
        ("check-line", ["check", "--only", "nm.*", "-o", "line"]),
        ("explain", ["explain", "cali0", "eth0"]), ("explain-json", ["explain", "cali0", "-o", "json"]),
        ("diff", ["diff"]), ("fix-json", ["fix", "--dry-run", "-o", "json"]), ("fix", ["fix", "-v"]),
        ("fix-again", ["fix"]), ("check-fenced", ["check", "--only", "nm.*", "-v"]),
        ("explain-fenced", ["explain", "cali0", "tunl0", "cali9"]), ("revert", ["revert"]),
        ("explain-reverted", ["explain", "cali0", "cali9"]),
    ]

    /// Whether sandboxes of this machine run the release that the files were recorded beside.
    private static let isRecordedRelease: Bool = {
        let named = ProcessInfo.processInfo.environment["NMFENCE_TEST_NM"] ?? ""
        let system = (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)) ?? ""
        return named.isEmpty && system.contains("VERSION_CODENAME=bookworm\n")
    }()

    @Test(.enabled(if: isRecordedRelease, "the files were recorded beside the NetworkManager of Debian 12"))
    func `at 80 columns`() throws {
        let node = try LiveSandbox()
        for (name, words) in Self.commands {
            let words = words + ["--profile", "calico-3.29"]
            let run = try node.run(
                ["unshare", "--uts", "sh", "-c", "hostname node7; exec \"$@\"", "sh", Tool.path] + words,
                environment: ["COLUMNS": "80", "LC_ALL": "C.UTF-8"])
            try Golden.expect(run, of: words, is: "running/\(name)")
        }
    }
}
