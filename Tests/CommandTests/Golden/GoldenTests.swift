import Foundation
import TestSupport
import Testing

/// Every verb in every format, on nodes of every kind, as it was when somebody last read it.
@Suite(.waits) struct `A report is as it was when somebody last read it` {
    /// The commands, by the names of their files; those that change the node come last.
    static let commands: [(name: String, words: [String])] = [
        ("check", ["check"]), ("check-v", ["check", "-v"]), ("check-all", ["check", "--all"]),
        ("check-line", ["check", "-o", "line"]), ("check-json", ["check", "-o", "json"]),
        ("check-junit", ["check", "-o", "junit"]), ("check-tap", ["check", "-o", "tap"]),
        ("check-prometheus", ["check", "-o", "prometheus"]),
        ("config", ["config"]), ("config-v", ["config", "-v"]), ("config-json", ["config", "-o", "json"]),
        ("explain", ["explain", "cali0", "eth0"]), ("explain-json", ["explain", "cali0", "eth0", "-o", "json"]),
        ("diff", ["diff"]), ("diff-json", ["diff", "-o", "json"]),
        ("fix-dry-run", ["fix", "--dry-run", "-o", "json"]), ("fix", ["fix"]), ("fix-again", ["fix", "-o", "json"]),
        ("revert-dry-run", ["revert", "--dry-run"]), ("revert-json", ["revert", "-o", "json"]), ("revert", ["revert"]),
    ]

    @Test(arguments: GoldenNode.all) func `at 80 columns`(node: GoldenNode) throws {
        let parent = try GoldenRun(node)
        for (name, words) in Self.commands {
            let words = words + ["--root", node.name] + node.options
            try Golden.expect(parent.run(words), of: words, is: "\(node.name)/\(name)")
        }
    }

    @Test func `at 120 columns, in colour, without UTF-8 and in a file`() throws {
        let node = try #require(GoldenNode.all.first { $0.name == "wiped" })
        let parent = try GoldenRun(node)
        let words = ["check", "--root", node.name]
        let variants: [(String, [String: String], [String])] = [
            ("120", ["COLUMNS": "120"], []), ("colour", [:], ["--color", "always"]), ("file", ["COLUMNS": ""], []),
            ("ascii", ["LC_ALL": "C"], []),
        ]
        for (name, environment, options) in variants {
            let run = try parent.run(words + options, environment: environment)
            try Golden.expect(run, of: words + options, is: "wiped/check-\(name)")
        }
    }

    @Test(arguments: ["profiles", "checks", "interfaces", "schemas"]) func `of a list`(kind: String) throws {
        let parent = try GoldenRun(GoldenNode.all[0])
        for (suffix, options) in [("", []), ("-json", ["-o", "json"])] {
            let words = ["list", kind, "--root", "healthy"] + options
            try Golden.expect(parent.run(words), of: words, is: "list/\(kind)\(suffix)")
        }
    }

    @Test func `of a check that is explained, and of what cannot be done`() throws {
        let parent = try GoldenRun(GoldenNode.all[0])
        let commands: [(String, [String])] = [
            ("explain-check", ["explain", "nm.devices", "firewall.rules", "kernel.feature.ipip"]),
            ("explain-check-json", ["explain", "nm.devices", "-o", "json"]),
            ("no-root", ["check", "--root", "nowhere"]),
            ("no-root-json", ["check", "--root", "nowhere", "-o", "json"]),
            ("no-root-line", ["check", "--root", "nowhere", "-o", "line"]),
            ("no-option-json", ["check", "--nonsense", "-o", "json"]), ("no-check", ["check", "--only", "nm.devces"]),
            ("nothing-selected", ["check", "--skip", "*"]),
            ("skipped", ["check", "-v", "--skip", "kernel.*,port.*,privilege.*,node.*"]),
        ]
        for (name, words) in commands {
            let words = words.contains("--root") ? words : words + ["--root", "healthy"]
            try Golden.expect(parent.run(words), of: words, is: "words/\(name)")
        }
    }
}

/// A golden node in a folder, and how commands are run beside it.
struct GoldenRun {
    private let parent: TemporaryFolder
    private let node: GoldenNode

    init(_ node: GoldenNode) throws {
        self.node = node
        parent = try TemporaryFolder()
        let root = try TemporaryFolder()
        try node.make(root)
        try Run.must("cp", ["-a", root.path, parent.path + "/" + node.name])
        try Run.must("cp", [Tool.path, parent.path + "/nmfence"])
    }

    /// Runs nmfence in the folder, on a host whose name is always the same.
    func run(_ words: [String], environment: [String: String] = [:]) throws -> Run {
        let user = node.isForeign ? ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] : []
        let script = "hostname node7; exec \"$@\""
        return try Run(
            "unshare", ["--uts", "sh", "-c", script, "sh"] + user + ["./nmfence"] + words, in: parent.path,
            environment: ["COLUMNS": "80", "LC_ALL": "C.UTF-8"].merging(environment) { $1 })
    }
}
