import TestSupport
import Testing

/// NetworkManager disturbed at each step of a fix: what it was, when, how the run ends, and what is left on the node.
@Suite(.waitsLong) struct `A fix whose NetworkManager` {
    enum Left: Sendable { case old, new }

    struct Row: Sendable, CustomTestStringConvertible {
        let action: String
        let step: String
        let status: Int32
        let files: Left
        let words: String
        var testDescription: String { "\(action) \(step)" }

        /// The call at whose entry it happens, and the one that it must come after.
        var call: (when: String, after: String?) {
            switch step {
            case "before the file": (Calls.placing, nil)
            case "before the release": (Calls.releasing, nil)
            case "before the reload": (Calls.reloading, nil)
            default: (Calls.asking, Calls.reloading)
            }
        }
    }

    /// How the pod's route is listed.
    private static let route = " 10.65.0.2 dev cali0 scope link"

    /// A daemon that is hung may still do what it was told once it goes on, so that its part cannot be called put back;
    /// one that is gone or was started anew has forgotten everything, and the files decide.
    static let rows = [
        Row(action: "pause", step: "before the file", status: 4, files: .old, words: "does not reply"),
        Row(action: "pause", step: "before the release", status: 4, files: .old, words: "does not reply"),
        Row(action: "pause", step: "before the reload", status: 4, files: .old, words: "cali0"),
        Row(action: "pause", step: "before the proof", status: 4, files: .old, words: "cali0"),
        Row(
            action: "restart", step: "before the file", status: 0, files: .new, words: "NetworkManager restarted"),
        Row(
            action: "restart", step: "before the release", status: 0, files: .new,
            words: "NetworkManager restarted"),
        Row(
            action: "restart", step: "before the reload", status: 0, files: .new,
            words: "NetworkManager restarted"),
        Row(
            action: "restart", step: "before the proof", status: 0, files: .new, words: "NetworkManager restarted"
        ),
        Row(action: "stop", step: "before the file", status: 0, files: .new, words: "at its next start"),
        Row(action: "stop", step: "before the release", status: 0, files: .new, words: "at its next start"),
        Row(action: "stop", step: "before the reload", status: 0, files: .new, words: "at its next start"),
        Row(action: "stop", step: "before the proof", status: 0, files: .new, words: "at its next start"),
        Row(action: "kill", step: "before the file", status: 0, files: .new, words: "at its next start"),
        Row(action: "kill", step: "before the release", status: 0, files: .new, words: "at its next start"),
        Row(action: "kill", step: "before the reload", status: 0, files: .new, words: "at its next start"),
        Row(action: "kill", step: "before the proof", status: 0, files: .new, words: "at its next start"),
    ]

    @Test(arguments: ["pause", "restart", "stop", "kill"])
    func `is disturbed at any step ends as the table says`(action: String) throws {
        let node = try LiveNode()
        let timeout = action == "pause" ? "2" : "10"
        let resume = "nm-control resume 2>/dev/null || nm-control start; nm-devices --settled >/dev/null"
        for row in Self.rows where row.action == action {
            // What NetworkManager does to the interfaces when it starts is not the fix's doing: the state behind that
            // counts.
            let disturbance = """
                nm-control \(action)
                \(action == "restart" ? "nm-devices --settled >/dev/null" : "true")
                kernel-state cali0 tunl0 vxlan.calico >/run/disturbed
                """
            let outcome = try node.disturbed(
                by: LiveNode.at(row.call.when, after: row.call.after, run: disturbance), ["--timeout", timeout],
                between: resume)
            let kernel = try node.sandbox.must("cat /run/disturbed; rm /run/disturbed")
            let said = outcome.run.output + outcome.run.errors
            #expect(outcome.run.status == row.status, "\(row): \(said)")
            // The deadline, what putting back may take beyond it, and the disturbance itself.
            #expect(outcome.run.seconds < 10 + 10 + 10, "\(row) took \(outcome.run.seconds) s")
            #expect(said.contains(row.words), "\(row): \(said)")
            #expect(
                outcome.state.files == (row.files == .old ? node.old : node.new).files, "\(row): \(outcome.state.files)"
            )
            if row.status == 0 {
                // The route that went with NetworkManager is back.
                #expect(outcome.state.kernel.contains(Self.route), "\(row): \(outcome.state.kernel)")
            } else {
                #expect(outcome.state.kernel == kernel, "\(row): \(outcome.state.kernel)")
            }
            #expect(outcome.next.status == 0, "\(row): \(outcome.next.output)\(outcome.next.errors)")
            #expect(outcome.final.files == node.new.files, "\(row): \(outcome.final.files)")
            #expect(outcome.final.kernel.contains(Self.route), "\(row): \(outcome.final.kernel)")
            #expect(outcome.check == 0, "\(row)")
        }
    }

    @Test func `stops in the middle is put back where a live proof was asked for`() throws {
        let node = try LiveNode()
        for call in [Calls.releasing, Calls.reloading] {
            let outcome = try node.disturbed(
                by: LiveNode.at(call, run: "nm-control stop"), ["--require-live"],
                between: "nm-control start; nm-devices --settled >/dev/null")
            #expect(outcome.run.status == 3, "\(outcome.run.output)\(outcome.run.errors)")
            #expect(outcome.state.files == node.old.files)
            #expect(outcome.final.files == node.new.files)
        }
    }

    @Test func `lost the bus in the middle is put back, and the next completes it`() throws {
        let node = try LiveSandbox()
        for (index, call) in [Calls.placing, Calls.releasing, Calls.reloading].enumerated() {
            let run = try node.run(
                LiveNode.at(call, run: "nm-control bus-stop") + [Tool.path, "fix", "--timeout", "4"])
            #expect([3, 4].contains(run.status), "\(run.output)\(run.errors)")
            #expect(try node.must("ls -A /etc/NetworkManager/conf.d") == "", "\(call)")
            try node.must("nm-control bus-start; nm-control restart; nm-devices --settled >/dev/null")
            #expect(index < 3)
        }
        // The restarts without a fence took the pod's route away before.
        #expect(try node.nmfence("fix", "--restore-links").status == 0)
    }
}
