import TestSupport
import Testing

/// Two runs that would change the same node.
@Suite struct `The lock of a node` {
    @Test func `is none that an ordinary user can hold`() throws {
        let node = try LiveSandbox(["--links", "none"])
        let run = try node.shell(
            """
            touch /run/nmfence.lock; chmod 600 /run/nmfence.lock
            for place in /etc /run; do
                setpriv --reuid=65534 --regid=65534 --clear-groups flock $place \\
                    sh -c 'echo; sleep 600' >/run/held 2>&1 &
                until [ -s /run/held ]; do sleep 0.02; done
                rm /run/held
            done
            ! setpriv --reuid=65534 --regid=65534 --clear-groups flock --nonblock /run/nmfence.lock true
            \(Tool.path) fix --timeout 10
            """)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
    }

    @Test func `lets fifty that come at once do their work one after the other`() throws {
        let node = try LiveSandbox(["--links", "none"])
        let outcome = try node.must(
            """
            for number in $(seq 50); do { \(Tool.path) fix -q --timeout 120 2>&1; echo $?; } >/run/out-$number & done
            wait
            cat /run/out-* | sort | uniq -c
            ls -A /run/nmfence.lock 2>/dev/null || true
            """)
        #expect(outcome.split(separator: " ").joined(separator: " ") == "50 0\n")
        #expect(try node.nmfence("check", "-q", "--only", "nm.*").status == 0)
    }

    @Test func `is not kept by a run that is killed`() throws {
        let node = try LiveSandbox(["--links", "none"])
        let killed = try node.run(["at-call", "--kill", "--when", Calls.placing, "--", Tool.path, "fix"])
        #expect(killed.status == 137)
        try node.must("test -e /run/nmfence.lock")
        let next = try node.nmfence("fix", "--timeout", "5")
        #expect(next.status == 0, "\(next.output)\(next.errors)")
        try node.must("test ! -e /run/nmfence.lock")
    }

    @Test func `is waited for until a signal comes`() throws {
        let node = try LiveSandbox(["--links", "none"])
        let run = try node.shell(
            """
            flock /run/nmfence.lock sh -c 'echo; exec sleep 600' >/run/held 2>&1 &
            until [ -s /run/held ]; do sleep 0.02; done
            timeout --preserve-status --signal=TERM 0.5 \(Tool.path) fix
            """)
        #expect(run.status == 143, "\(run.output)\(run.errors)")
    }

    @Test func `is not followed where it is a link or a pipe`() throws {
        let node = try LiveSandbox(["--links", "none"])
        try node.must("echo mine >/run/victim")
        for trap in ["ln -s /run/victim /run/nmfence.lock", "mkfifo /run/nmfence.lock"] {
            try node.must(trap)
            let run = try node.nmfence("fix", "--timeout", "10")
            #expect(run.status == 0, "\(trap): \(run.output)\(run.errors)")
            #expect(try node.must("cat /run/victim; rm /run/nmfence.lock") == "mine\n")
        }
    }

    @Test func `leaves no trace in an image`() throws {
        let image = try Image()
        try image.folder.write("", to: "run/keep")
        #expect(try image.nmfence("fix").status == 0)
        #expect(try image.folder.names(in: "run") == ["keep"])
    }
}
