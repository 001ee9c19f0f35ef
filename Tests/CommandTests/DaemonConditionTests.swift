import TestSupport
import Testing

/// What each verb answers in each condition that NetworkManager and the bus can be in: the status, within the deadline.
@Suite(.waits) struct `The condition of NetworkManager decides the exit status` {
    /// Nothing was changed, whatever the outcome was.
    private func expectUntouched(_ node: LiveSandbox) throws {
        #expect(try node.must("ls -A /etc/NetworkManager/conf.d; ls -A /run/nmfence 2>/dev/null || true") == "")
    }

    private func expect(
        _ node: LiveSandbox, _ arguments: [String], status: Int32, says: String? = nil, within seconds: Double = 10,
        by prefix: [String] = []
    ) throws {
        let run = try node.run(prefix + [Tool.path] + arguments)
        #expect(run.status == status, "\(prefix + arguments): \(run.output)\(run.errors)")
        #expect(run.seconds < seconds, "\(arguments) took \(run.seconds) s")
        if let says {
            #expect((run.output + run.errors).contains(says), "\(arguments): \(run.output)\(run.errors)")
        }
    }

    @Test(arguments: [
        ("--no-nm", "NetworkManager is not running"),
        ("--no-bus", "cannot connect to the system bus"),
    ])
    func `without a daemon the files are judged and written, and --require-live is 69`(
        option: String, reason: String
    ) throws {
        let node = try LiveSandbox([option])
        try node.installNetworkManager("#!/bin/sh")
        try expect(node, ["check", "--only", "nm.*"], status: 1, says: reason)
        try expect(node, ["diff"], status: 1)
        try expect(node, ["fix", "--require-live"], status: 69, says: reason)
        try expectUntouched(node)
        try expect(node, ["fix"], status: 0)
        try expect(node, ["check", "--only", "nm.*"], status: 0)
        try expect(node, ["fix"], status: 0, says: "nothing to do")
        try expect(node, ["fix", "--require-live"], status: 69)
    }

    @Test func `a bus address that leads nowhere or is none is a missing bus`() throws {
        let node = try LiveSandbox(["--no-bus", "--links", "none"])
        for address in ["unix:path=/nonexistent", "tcp:host=127.0.0.1,port=1", "nonsense", "", "unix:"] {
            try expect(node, ["fix", "--require-live", "--bus", address], status: 69)
            try expect(node, ["check", "--only", "nm.devices", "--bus", address], status: 69)
        }
        try expectUntouched(node)
    }

    @Test func `a daemon that was stopped and started again finds the fence`() throws {
        let node = try LiveSandbox()
        try node.must("nm-control stop")
        try expect(node, ["fix"], status: 0)
        try node.must("nm-control start")
        try expect(node, ["check", "--only", "nm.*"], status: 0)
        try expect(node, ["fix"], status: 0, says: "nothing to do")
        #expect(try node.must("nm-devices --settled").contains("cali0 10 unmanaged"))
    }

    @Test func `a daemon whose networking is off hides its devices, and is still fenced`() throws {
        let node = try LiveSandbox()
        let enable = """
            dbus-send --system --print-reply --dest=org.freedesktop.NetworkManager /org/freedesktop/NetworkManager \
            org.freedesktop.NetworkManager.Enable boolean:
            """
        // The devices that it drives take their time to be let go.
        try node.must(enable + "false >/dev/null; nm-devices --settled >/dev/null")
        try expect(node, ["check", "--only", "nm.devices"], status: 2, says: "networking is disabled")
        // It took the pod's interface down, too, and the tunnels' addresses away.
        try expect(node, ["fix"], status: 1, says: "networking is disabled")
        try expect(node, ["fix", "--restore-links"], status: 1, says: "set up, with their routes: cali0")
        try node.must("ip address add 10.55.0.1/32 dev vxlan.calico; ip address add 10.56.0.1/32 dev tunl0")
        try expect(node, ["fix"], status: 0, says: "nothing to do")
        try node.must(enable + "true")
        try expect(node, ["check", "--only", "nm.*"], status: 0)
        #expect(try node.must("nm-devices --settled").contains("cali0 10 unmanaged"))
    }

    @Test func `a daemon that hangs is 75 within the deadline`() throws {
        let node = try LiveSandbox()
        try node.must("nm-control pause")
        // The files alone tell that the node does not conform: that is known whatever the daemon does.
        try expect(node, ["check", "--only", "nm.*", "--timeout", "1"], status: 1, says: "does not reply", within: 3)
        try expect(node, ["check", "--timeout", "1", "--only", "nm.devices"], status: 75, within: 3)
        try expect(node, ["diff", "--timeout", "1"], status: 75, says: "does not reply", within: 3)
        try expect(node, ["fix", "--timeout", "1"], status: 75, says: "does not reply", within: 3)
        try expectUntouched(node)
        try node.must("nm-control resume")
        try expect(node, ["fix"], status: 0)
    }

    @Test func `a bus that hangs is 75 within the deadline`() throws {
        let node = try LiveSandbox(["--links", "none"])
        try node.must("kill -STOP $(cat $NMFENCE_SANDBOX_DIR/bus.pid)")
        try expect(node, ["check", "--timeout", "1", "--only", "nm.devices"], status: 75, within: 3)
        try expect(node, ["fix", "--timeout", "1"], status: 75, within: 3)
        try node.must("kill -CONT $(cat $NMFENCE_SANDBOX_DIR/bus.pid)")
        try expectUntouched(node)
        try expect(node, ["fix"], status: 0)
    }

    /// The daemon goes away while nmfence waits for the answer to its question about the devices: one that comes back
    /// is asked again, one that is gone is no daemon at all.
    @Test(
        arguments: [
            ("restart", ["diff"], 1, "zz-nmfence.conf"),
            ("restart", ["check", "--only", "nm.devices"], 1, "NetworkManager manages cali0"),
            ("restart", ["explain", "lo"], 0, "NetworkManager reports: managed"),
            ("stop", ["diff"], 1, "zz-nmfence.conf"),
            ("stop", ["check", "--only", "nm.devices"], 2, "nothing was checked"),
            ("kill", ["check", "--only", "nm.devices"], 2, "nothing was checked"),
        ] as [(String, [String], Int32, String)])
    func `a daemon that goes away during the question is told from one that comes back`(
        action: String, arguments: [String], status: Int32, words: String
    ) throws {
        let node = try LiveSandbox(["--links", "none"])
        let question = [
            "at-call", "--when", "^sendmsg.*(GetManagedObjects|GetAll)", "--run", "nm-control \(action)", "--",
        ]
        let run = try node.run(question + [Tool.path] + arguments)
        #expect(run.status == status, "\(run.output)\(run.errors)")
        #expect((run.output + run.errors).contains(words), "\(run.output)\(run.errors)")
        try expectUntouched(node)
    }

    @Test func `a caller without rights may look, and is told what it lacks`() throws {
        let node = try LiveSandbox()
        let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        // The program lies in a folder that an ordinary user may not enter.
        try node.must("cp \(Tool.path) /run/nmfence-program")
        func expectOfNobody(_ arguments: [String], status: Int32, says: String? = nil) throws {
            let run = try node.run(nobody + ["/run/nmfence-program"] + arguments)
            #expect(run.status == status, "\(arguments): \(run.output)\(run.errors)")
            if let says { #expect((run.output + run.errors).contains(says), "\(run.output)\(run.errors)") }
        }
        try expectOfNobody(["check", "--only", "nm.*"], status: 1)
        try expectOfNobody(["diff"], status: 1)
        try expectOfNobody(["fix"], status: 77, says: "/etc/NetworkManager/conf.d")
        try expectUntouched(node)
        // With the right to write and none to reload: polkit's, which is asked before anything is written.
        try node.must("chown 65534 /etc/NetworkManager/conf.d")
        try expectOfNobody(["fix"], status: 77, says: "run as root")
        try expectUntouched(node)
        try expect(node, ["fix"], status: 0)
        try expectOfNobody(["check", "--only", "nm.devices"], status: 0)
    }
}
