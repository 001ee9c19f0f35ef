import Foundation
import TestSupport
import Testing

@Suite struct `Every script` {
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

    @Test func `has nothing that shellcheck objects to`() throws {
        let all = try scripts(in: [".ci", "scripts", "scripts/rig", "scripts/lib"]).filter {
            try firstLine($0).hasSuffix("sh")
        }
        #expect(all.count >= 10)
        let run = try Run("shellcheck", ["--external-sources", "--source-path=SCRIPTDIR"] + all, in: Repository.path)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
    }
}
