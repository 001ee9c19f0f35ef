import Foundation
import TestSupport
import Testing

@Suite(.waits) struct `Every script` {
    /// All that is meant to be run, and for shellcheck also what is sourced.
    private func scripts(in folders: [String]) throws -> [String] {
        try folders.flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: Repository.path(folder)).map { folder + "/" + $0 }
        }.filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: Repository.path(path), isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    private func firstLine(_ path: String) throws -> String {
        try String(contentsOfFile: Repository.path(path), encoding: .utf8).prefix { $0 != "\n" }.description
    }

    @Test func `explains itself`() throws {
        let all = try scripts(in: ["scripts", "scripts/rig"]).filter {
            FileManager.default.isExecutableFile(atPath: Repository.path($0)) && $0 != "scripts/rig/inside"
        }
        #expect(all.count >= 6)
        for script in all {
            let run = try Run(Repository.path(script), ["--help"])
            #expect(run.status == 0, "\(script): \(run.errors)")
            #expect(run.output.contains("usage: "), "\(script): \(run.output)")
        }
    }

    /// Without root in a user namespace of its own, where the files stay readable.
    @Test(arguments: [
        "nm-sandbox", "test", "demo", "test-matrix", "test-node", "test-with-nm", "test-systems", "test-packages",
        "starts", "test-carriers",
    ])
    func `says in one sentence that it needs root`(script: String) throws {
        let command = [Repository.path("scripts/" + script)] + (script == "nm-sandbox" ? ["true"] : [])
        let run = try Run("unshare", ["--user", "--map-user=65534"] + command)
        #expect(run.status != 0)
        #expect(run.errors.contains("root"), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
        #expect(run.output == "")
    }

    @Test(arguments: [
        ("echo 'Swift version 5.10.1 (swift-5.10.1-RELEASE)'", "the swift on the path is 5.10"),
        ("echo 'libxml2.so.2: cannot open shared object file'; exit 127", "swift does not run: libxml2.so.2"),
        ("echo something else", "says nothing of a version"),
    ])
    func `says in one sentence what is the matter with a toolchain`(swift: String, message: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("#!/bin/sh\n" + swift + "\n", to: "swift")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path + "/swift")
        let path = folder.path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/sbin:/usr/bin:/sbin:/bin")
        for script in ["setup", "test", "demo", "install", "package"] {
            let run = try Run(Repository.path("scripts/" + script), [], environment: ["PATH": path])
            #expect(run.status == 1, "\(script)")
            #expect(run.errors.contains(message), "\(script): \(run.errors)")
            #expect(run.errors.split(separator: "\n").count == 1, "\(script): \(run.errors)")
        }
    }

    @Test func `says in one sentence that there is no toolchain`() throws {
        let folder = try TemporaryFolder()
        for source in ["/usr/bin", "/bin", "/usr/sbin", "/sbin"] {
            for name in try FileManager.default.contentsOfDirectory(atPath: source) where name != "swift" {
                try? folder.link(name, to: source + "/" + name)
            }
        }
        let run = try Run(Repository.path("scripts/setup"), [], environment: ["PATH": folder.path])
        #expect(run.status == 1)
        #expect(run.errors.contains("there is no Swift on the path: install 6.1 or newer"), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    }

    @Test func `that needs a mirror says that it cannot be reached`() throws {
        let cache = try TemporaryFolder()
        let run = try Run(
            Repository.path("scripts/test-matrix"), ["--suite", "bookworm"],
            environment: ["NMFENCE_CACHE": cache.path, "NMFENCE_MIRROR": "http://127.0.0.1:9/debian"])
        #expect(run.status == 1)
        #expect(run.errors.contains("is the package mirror reachable?"), "\(run.errors)")
        #expect(
            try !cache.names(in: "roots").contains {
                $0.contains("bookworm") && !$0.hasSuffix("log") && !$0.hasSuffix("lock")
            })
    }

    @Test func `that ran tests names at its end those that were skipped, and counts the others`() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            \u{279C} Test "a kernel's own" skipped: "this kernel has none"
            \u{279C} Test "another" skipped
            \u{2714} Test "a passed after all" passed after 0.1 seconds.
            \u{2718} Test "broken" with 3 test cases failed after 0.2 seconds with 1 issue.
            \u{2718} Test run with 5 tests in 2 suites failed after 0.3 seconds with 1 issue.

            """, to: "log")
        let run = try Run(
            "bash",
            ["-euc", ". \(Repository.path("scripts/lib/testing.sh")); summary_of \(folder.path)/log"])
        #expect(
            run.output == """
                Skipped:
                  "a kernel's own": "this kernel has none"
                  "another": no reason is given
                2 passed, 1 failed, 2 skipped

                """, "\(run.errors)")
    }

    @Test func `has nothing that shellcheck objects to`() throws {
        let folders = [".ci", "scripts", "scripts/rig", "scripts/lib", "scripts/node", "scripts/package.d"]
        let all = try scripts(in: folders).filter { try firstLine($0).hasSuffix("sh") }
        #expect(all.count >= 10)
        let run = try Run("shellcheck", ["--external-sources", "--source-path=SCRIPTDIR"] + all, in: Repository.path)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
    }
}
