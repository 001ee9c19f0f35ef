import Foundation
import TestSupport
import Testing

/// A root that holds the program and nothing else: no /proc, no /dev, no /etc, no C library.
@Suite struct `In an empty root` {
    private static let runs: [(words: String, status: Int32)] = [
        ("--version", 0), ("--help", 0), ("list checks", 0), ("list profiles", 0), ("explain cali0", 0),
        ("config", 0), ("config -o json", 0), ("check", 1), ("check --root /", 1), ("check -o json", 1),
        ("diff", 74), ("fix", 74), ("fix --root /", 74), ("fix --load-modules", 74), ("revert", 74),
        ("check --no-such-option", 64), ("no-such-verb", 64),
    ]

    private let root: TemporaryFolder

    init() throws {
        root = try TemporaryFolder()
        try Release.copy(into: root)
    }

    private func nmfence(_ words: String, on kernel: [String] = []) throws -> Run {
        let command = kernel + ["chroot", root.path, "/nmfence"] + words.split(separator: " ").map(String.init)
        return try Run(command[0], Array(command.dropFirst()))
    }

    @Test(arguments: Release.oldKernels)
    func `every verb gives an answer or an error, on kernels of any age`(kernel: [String]) throws {
        for (words, status) in Self.runs {
            let run = try nmfence(words, on: kernel)
            #expect(run.status == status, "\(words): \(run.errors)")
            #expect(Release.crash(in: run) == nil, "\(words): \(run.errors)")
            #expect(!(run.output + run.errors).isEmpty, "\(words) says nothing")
            #expect((status < 64) == run.errors.isEmpty, "\(words): \(run.errors)")
        }
        #expect(try root.names() == ["nmfence"])
    }

    @Test(arguments: ["diff", "fix", "revert"])
    func `what would change files says that the root is no machine's`(verb: String) throws {
        #expect(try nmfence(verb).errors == "nmfence: cannot open /etc: No such file or directory\n")
        let outside = try Release.run([verb, "--root", root.path])
        #expect(outside.status == 74)
        #expect(outside.errors == "nmfence: cannot open \(root.path)/etc: No such file or directory\n")
    }

    private static let seenAnywhere = [
        "node.architecture", "node.kernel.version", "calico.links", "node.host-paths", "managers.profiles",
        "kernel.policy-routing",
    ]

    @Test func `nothing passes that could not be seen`() throws {
        let report = try Schema.object(try nmfence("check -o json").output)
        let checks = try #require(report["checks"] as? [[String: Any]])
        let passed = checks.filter { $0["status"] as? String == "pass" }.compactMap { $0["id"] as? String }
        #expect(
            passed.allSatisfy {
                // The kernel itself tells of its links and rules; where there is no folder, nothing is in it.
                $0.hasPrefix("nm.config.") || Self.seenAnywhere.contains($0)
            },
            "\(passed)")
        #expect(passed.count >= 3)
        let server = try #require(checks.first { $0["id"] as? String == "port.apiserver" })
        #expect(server["status"] as? String == "undetermined")
    }

    @Test func `with a folder for its files, what is written there can be taken back`() throws {
        try root.makeFolder("etc")
        for (words, status) in [("fix", 0), ("fix", 0), ("config", 0), ("revert", 0), ("revert", 0)]
            as [(String, Int32)]
        {
            let run = try nmfence(words + " --offline")
            #expect(run.status == status, "\(words): \(run.output)\(run.errors)")
        }
        #expect(root.text("etc/NetworkManager/conf.d/zz-nmfence.conf") == nil)
    }
}
