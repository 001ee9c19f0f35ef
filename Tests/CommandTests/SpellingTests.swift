import Foundation
import TestSupport
import Testing

/// The usual words are read without the parser; `--option=value` always goes to the parser. Both must mean the same.
@Suite(.waits) struct `A command line` {
    private static let commands: [[String]] = [
        ["check"], ["check", "--quiet"], ["check", "-v", "--only", "nm.*"], ["check", "--skip", "kernel.*"],
        ["check", "--only", "node.*", "--skip", "node.distribution", "-o", "json"],
        ["check", "-o", "tap", "--fail-on", "warning"],
        ["check", "--only", "nm.nothing"], ["check", "--profile", "calico-3.24", "--pattern", "wg*", "--offline"],
        ["check", "--nm-version", "1.30.6", "--encapsulation", "vxlan", "--peer", "127.0.0.1"],
        ["check", "--apiserver", "127.0.0.1:1", "--only", "datastore.*"], ["check", "--profile", "none"],
        ["diff"], ["diff", "-o", "json"], ["diff", "--adopt", "--no-reload", "--require-live", "--allow-disruption"],
        ["fix", "--dry-run", "--load-modules"], ["fix", "--output", "json", "--no-reload"], ["fix"], ["fix", "-q"],
        ["config"], ["config", "-o", "json"], ["explain", "cali0", "eth0"], ["explain", "nm.devices", "-o", "json"],
        ["explain", "vxlan.calico", "--nm-version", "1.58"], ["revert", "--dry-run"],
        ["revert", "--no-reload", "-o", "json"], ["revert"],
    ]

    @Test(arguments: commands) func `means the same whoever reads it`(words: [String]) throws {
        let (plain, spelled) = (try Image(), try Image())
        for image in [plain, spelled] {
            try image.folder.write("[keyfile]\nunmanaged-devices=interface-name:a\n", to: Image.dropIns + "/50-x.conf")
            if words[0] == "revert" { #expect(try image.nmfence("fix").status == 0) }
        }
        let left = try Tool.run(words + ["--root", plain.folder.path])
        let right = try Tool.run(words + ["--root=\(spelled.folder.path)"])
        func comparable(_ run: Run, _ image: Image) -> String {
            // The run's own time, and the folder.
            (run.output + run.errors).replacing(image.folder.path, with: "ROOT")
                .replacing(/"time": ?"[^"]*"/, with: "TIME")
        }
        #expect(left.status == right.status, "\(left.errors) \(right.errors)")
        #expect(comparable(left, plain) == comparable(right, spelled))
    }

    @Test(arguments: [
        ["check", "--nothing"], ["check", "--only"], ["check", "--only", "--quiet"], ["check", "cali0"],
        ["check", "-o", "yaml"], ["fix", "--root"], ["diff", "extra"], ["explain"], ["config", ""], ["check", "-qx"],
    ]) func `that is wrong is the parser's to refuse`(words: [String]) throws {
        let run = try Tool.run(words)
        #expect(run.status == 64, "\(run.output)\(run.errors)")
        #expect(run.errors.contains("Usage:"), "\(run.errors)")
        #expect(run.output == "")
    }

    @Test(arguments: [["check", "--help"], ["help", "check"], ["--help"], ["fix", "-h"]])
    func `that asks for help gets it`(words: [String]) throws {
        let run = try Tool.run(words)
        #expect(run.status == 0)
        #expect(run.output.contains("USAGE:"), "\(run.output)\(run.errors)")
    }
}
