import TestSupport
import Testing

/// A signal while nmfence waits for a NetworkManager that hangs: it is obeyed at once, and not at the deadline.
@Suite(.waits) struct `A signal during a wait` {
    /// Far beyond what a run takes that is obeyed at once.
    private static let timeout = 30.0

    @Test(arguments: [("TERM", 143), ("INT", 130), ("HUP", 129)] as [(String, Int32)])
    func `ends a fix that has changed nothing yet`(signal: String, status: Int32) throws {
        let node = try LiveSandbox(["--links", "none"])
        for verb in ["fix", "revert"] {
            let run = try node.shell(
                """
                nm-control pause
                \(Tool.path) \(verb) --timeout \(Self.timeout) & pid=$!
                until grep -q poll /proc/$pid/wchan; do kill -0 $pid; done
                kill -\(signal) $pid
                status=0; wait $pid || status=$?
                nm-control resume
                exit $status
                """)
            #expect(run.status == status, "\(verb): \(run.output)\(run.errors)")
            #expect(run.seconds < Self.timeout / 2, "\(verb) took \(run.seconds) s")
            #expect(run.errors.contains("interrupted by SIG"), "\(run.errors)")
            let left = "ls -A /etc/NetworkManager/conf.d; ls -A /run/nmfence 2>/dev/null || true"
            #expect(try node.must(left) == "", "\(verb)")
        }
        #expect(try node.nmfence("fix").status == 0)
    }

    /// What was put in place goes back; the daemon cannot be told of it while it hangs, and the message says so.
    @Test(arguments: [#"^sendmsg.*\.Set\..*Managed"#, #"^sendmsg.*\.Reload\."#])
    func `ends a fix in the middle, and what it did is taken back`(call: String) throws {
        let node = try LiveSandbox(["--links", "none"])
        let hang = "nm-control pause; kill -TERM $CALLER"
        let run = try node.run(
            ["at-call", "--when", call, "--run", hang, "--", Tool.path, "fix", "--timeout", "\(Self.timeout)"])
        #expect(run.status == 4, "\(run.output)\(run.errors)")
        #expect((run.output + run.errors).contains("interrupted by SIGTERM"), "\(run.output)\(run.errors)")
        // Ten seconds of it are those that a daemon is given to take its part back.
        #expect(run.seconds < Self.timeout, "took \(run.seconds) s")
        #expect(try node.must("ls -A /etc/NetworkManager/conf.d") == "")
        try node.must("nm-control resume")
        #expect(try node.nmfence("fix").status == 0)
        #expect(try node.nmfence("check", "--only", "nm.*").status == 0)
    }

    /// NetworkManager's own program, asked about a planned configuration.
    @Test func `ends the wait for a program of the node`() throws {
        let node = try LiveSandbox(["--links", "none"])
        try node.installNetworkManager("#!/bin/bash\necho \\$\\$ >/run/asked; exec sleep 60")
        let run = try node.shell(
            """
            \(Tool.path) fix & pid=$!
            until test -s /run/asked; do kill -0 $pid; done
            kill -TERM $pid
            status=0; wait $pid || status=$?
            ! kill -0 $(cat /run/asked) 2>/dev/null || status=1
            exit $status
            """)
        #expect(run.status == 143, "\(run.output)\(run.errors)")
        #expect(run.seconds < 4, "took \(run.seconds) s, and the program is given five")
        #expect(try node.must("ls -A /etc/NetworkManager/conf.d") == "")
    }
}
