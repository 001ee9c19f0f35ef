import TestSupport
import Testing

/// What another tool put on the node counts once NetworkManager has read it: `fix --reload-only` has it read.
@Suite(.waits) struct `A fix that only reloads` {
    private static let dropIns = "/etc/NetworkManager/conf.d"

    @Test func `loads a file that another tool wrote, verifies it, and changes no file`() throws {
        let node = try LiveSandbox()
        let early = try node.nmfence("fix", "--reload-only")
        #expect(early.status == 1, "\(early.output)\(early.errors)")
        #expect(early.errors.contains("Run it without --reload-only"), "\(early.errors)")
        #expect(try node.must("ls \(Self.dropIns)") == "")

        try node.must("\(Tool.path) render drop-in --output-dir \(Self.dropIns)")
        let state = "stat -c '%n %i %Y %Z' \(Self.dropIns) \(Self.dropIns)/*"
        let before = try node.must(state)
        let shown = try node.nmfence("diff", "--reload-only")
        #expect(shown.status == 1 && shown.output == "", "\(shown.output)")
        let run = try node.nmfence("fix", "--reload-only", "-o", "json")
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        let report = try Schema.object(run.output)
        #expect(report["reloaded"] as? Bool == true && report["status"] as? String == "applied", "\(run.output)")
        #expect((report["verification"] as? [String: Any])?["by"] as? String == "live", "\(run.output)")
        #expect(try node.must(state) == before)
        #expect(try node.nmfence("check", "--only", "nm.*").status == 0)

        let again = try node.nmfence("fix", "--reload-only", "-o", "json")
        #expect(again.status == 0)
        #expect(try Schema.object(again.output)["status"] as? String == "unchanged", "\(again.output)")
    }
}
