import Foundation
import TestSupport
import Testing

/// What `check -o prometheus` writes, judged by Prometheus' own tool where there is one.
@Suite(.waits) struct `The metrics of a check` {
    /// promtool of this machine, or the one that scripts/test-carriers has brought.
    private static let promtool: String? = {
        let script = """
            command -v promtool || { . scripts/lib/say.sh; . scripts/lib/roots.sh
                ls "$(nmfence_cache)"/readers/*/usr/bin/promtool; }
            """
        let run = try? Run("bash", ["-c", script], in: Repository.path)
        return run?.output.split(separator: "\n").first.map(String.init)
    }()

    @Test(
        .enabled(if: promtool != nil, "promtool is not installed; scripts/test-carriers prometheus brings Debian's"),
        arguments: [[], ["--per-check"], ["--pattern", "x\"y*", "--per-check"], ["--only", "nm.*"]])
    func `are what promtool accepts without a word`(options: [String]) throws {
        let promtool = try #require(Self.promtool)
        let image = try Image()
        try image.folder.write("[keyfile]\nunmanaged-devices=interface-name:a\"b\n", to: Image.dropIns + "/50-x.conf")
        for isFenced in [false, true] {
            if isFenced { #expect(try image.nmfence("fix").status == 0) }
            let words = ["check", "-o", "prometheus", "--root", image.folder.path] + options
            let metrics = try Tool.run(words)
            #expect(metrics.output.contains("nmfence_conforming"), "\(metrics.errors)")
            let verdict = try Run(promtool, ["check", "metrics"], input: metrics.output)
            #expect(verdict.status == 0 && verdict.output + verdict.errors == "", "\(verdict.output)\(verdict.errors)")
        }
    }
}
