import TestSupport
import Testing

/// What comes from beside a run: signals, another run, somebody who edits.
@Suite(.waitsLong) struct `A fix that is interrupted` {
    @Test(arguments: [("TERM", 143), ("INT", 130), ("HUP", 129)] as [(String, Int32)])
    func `by a signal undoes or finishes its step`(signal: String, status: Int32) throws {
        let node = try LiveNode()
        let step = Calls.isComplete ? 1 : signal == "TERM" ? 3 : 12
        try node.sandbox.run(["at-call", "--when", Calls.effects, "--list", "/run/calls", "--", Tool.path, "fix"])
        try node.reset()
        let calls = try node.sandbox.must("cat /run/calls").split(separator: "\n")
        try #require(calls.count >= 25, "\(calls)")
        var undone = 0
        for number in stride(from: 1, through: calls.count, by: step) {
            let outcome = try node.disturbed(
                by: Calls.at(line: number, of: "/run/calls", among: Calls.effects, "--signal", signal))
            let place =
                "\(signal) at \(number), \(calls[number - 1].prefix(200)): \(outcome.run.output)\(outcome.run.errors)"
            #expect([status, 0].contains(outcome.run.status), "\(place)")
            #expect(outcome.state.files == (outcome.run.status == 0 ? node.new : node.old).files, "\(place)")
            #expect(outcome.state.kernel == node.old.kernel, "\(place)")
            #expect(outcome.final == node.new, "\(place)")
            #expect(outcome.check == 0, "\(place)")
            if outcome.run.status == status { undone += 1 }
        }
        #expect(undone * 2 > calls.count / step, "only \(undone) of \(calls.count / step) were obeyed")
    }

    @Test func `twice ends at once, and the next completes it`() throws {
        let node = try LiveNode()
        let twice = "kill -TERM $CALLER; kill -TERM $CALLER"
        let outcome = try node.disturbed(by: LiveNode.at(Calls.reloading, run: twice))
        #expect(outcome.run.status == 143)
        #expect(outcome.state.kernel == node.old.kernel)
        #expect(outcome.final == node.new)
    }

    @Test func `by another run keeps the lock, and the other one says by whom it is held`() throws {
        let node = try LiveNode()
        let other = """
            status=0
            \(Tool.path) fix --timeout 0.5 >/run/other 2>&1 || status=$?
            echo "status $status" >>/run/other
            echo $CALLER >/run/holder
            """
        for arguments in [[], ["--no-reload"]] {
            let outcome = try node.disturbed(by: LiveNode.at(Calls.placing, run: other), arguments)
            #expect(outcome.run.status == 0, "\(outcome.run.output)\(outcome.run.errors)")
            let (said, holder) = (try node.sandbox.must("cat /run/other"), try node.sandbox.must("cat /run/holder"))
            #expect(said.contains("status 75"), "\(said)")
            let command = ([Tool.path, "fix"] + arguments).joined(separator: " ").prefix(100)
            #expect(said.contains("(pid \(holder.prefix { $0.isNumber }): \(command)"), "\(said) and not \(holder)")
            #expect(said.contains("was not released within 0."), "\(said)")
        }
    }

    /// Looking takes no lock, and is not held up by one.
    @Test func `by a look does not disturb it`() throws {
        let node = try LiveNode()
        let look = "for verb in check diff; do timeout 10 \(Tool.path) $verb >/run/look-$verb 2>&1 || test $? = 1; done"
        let outcome = try node.disturbed(by: LiveNode.at(Calls.reloading, run: look))
        #expect(outcome.run.status == 0, "\(outcome.run.errors)")
        #expect(outcome.state == node.new)
    }

    @Test(arguments: [
        "echo '# edited' >>/etc/NetworkManager/conf.d/50-theirs.conf",
        "rm /etc/NetworkManager/conf.d/50-theirs.conf",
        "echo '[main]' >/etc/NetworkManager/conf.d/60-new.conf",
        "echo '# edited' >>/etc/NetworkManager/NetworkManager.conf",
        "echo '# mine' >/etc/NetworkManager/conf.d/zz-nmfence.conf",
        "echo '# vendor' >/usr/lib/NetworkManager/conf.d/99-vendor.conf",
        "mkdir -p /run/NetworkManager/conf.d; echo '# run' >/run/NetworkManager/conf.d/99-run.conf",
    ])
    func `by somebody who edits a file that the plan was made from stops before the first change`(edit: String) throws {
        let node = try LiveSandbox(["--links", "none"])
        try node.must("echo '# theirs' >/etc/NetworkManager/conf.d/50-theirs.conf; kernel-state cali0 >/run/before")
        let files =
            "find /etc/NetworkManager/conf.d -type f | sort | xargs sha256sum; ls -A /run/nmfence 2>/dev/null || true"
        let edited = "\(edit); { \(files); } >/run/files"
        let run = try node.run(LiveNode.at(#"^sendmsg.*GetPermissions"#, run: edited) + [Tool.path, "fix"])
        #expect(run.status == 75, "\(run.output)\(run.errors)")
        #expect((run.output + run.errors).contains("changed while nmfence was running"), "\(run.output)\(run.errors)")
        try node.must("{ \(files); } | cmp - /run/files; kernel-state cali0 | cmp - /run/before")
    }
}
