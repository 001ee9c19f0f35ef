import Foundation
import TestSupport
import Testing

@Suite(.waits) struct `A sandbox` {
    @Test func `passes on the status, the input and the output of its command`() throws {
        let run = try Sandbox.run(["sh", "-c", "cat; echo error >&2; exit 7"], options: ["--no-bus"], input: "text")
        #expect(run.status == 7)
        #expect(run.output == "text")
        #expect(run.errors == "error\n")
    }

    @Test func `has NetworkManager drive the uplink and the workload, and leave the tunnels alone`() throws {
        let run = try Sandbox.run(["nm-devices"])
        let lines = run.output.split(separator: "\n").filter { !$0.hasPrefix("lo ") }
        #expect(
            lines == ["cali0 30 managed", "eth0 100 managed", "tunl0 100 managed", "vxlan.calico 100 managed"],
            "\(run.errors)")
    }

    @Test func `lets NetworkManager start DHCP on a workload where its defaults are left`() throws {
        let run = try Sandbox.run(["nm-devices"], options: ["--auto-default", "--links", "none"])
        #expect(run.output.contains("cali0 70 managed"), "\(run.output)\(run.errors)")
    }

    @Test func `shows the command the configuration of the daemon`() throws {
        let run = try Sandbox.shell(
            """
            echo mine >/etc/NetworkManager/conf.d/a.conf
            cat "$NMFENCE_SANDBOX_ROOT/etc/NetworkManager/conf.d/a.conf"
            mount -t tmpfs none /etc/NetworkManager/conf.d
            test ! -e "$NMFENCE_SANDBOX_ROOT/etc/NetworkManager/conf.d/a.conf"
            test -S /run/dbus/system_bus_socket
            """)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output == "mine\n")
    }

    @Test func `seen from outside shows the command no NetworkManager but the one below its root`() throws {
        let run = try Sandbox.shell(
            """
            test ! -e /run/dbus/system_bus_socket
            test ! -e /run/NetworkManager
            test -S "$NMFENCE_SANDBOX_ROOT/run/dbus/system_bus_socket"
            test -d "$NMFENCE_SANDBOX_ROOT/etc/NetworkManager/conf.d"
            nm-control pid
            """, options: ["--from-outside"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(Int(run.output.trimmed) != nil)
    }

    @Test func `without NetworkManager has a bus and the interfaces`() throws {
        let run = try Sandbox.shell(
            "test -S /run/dbus/system_bus_socket; ! nm-control pid 2>/dev/null; ip -brief link show cali0",
            options: ["--no-nm"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.hasPrefix("cali0@"))
    }

    @Test(arguments: [(SIGTERM, 143), (SIGINT, 130)] as [(Int32, Int32)])
    func `ends with everything in it when it is told to`(signal: Int32, status: Int32) throws {
        let folder = try TemporaryFolder()
        // The lock is free as soon as the last process in there is gone.
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Repository.path("scripts/nm-sandbox"))
        process.arguments = [
            "--no-bus", "sh", "-c", "exec flock \(folder.path)/lock sh -c 'echo >\(folder.path)/ready; sleep 600'",
        ]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let deadline = Date.now + 30
        while !FileManager.default.fileExists(atPath: folder.path + "/ready") {
            try #require(Date.now < deadline, "the command did not start within 30 s")
            usleep(20_000)
        }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationStatus == status)
        #expect(try Run("flock", ["--timeout", "5", folder.path + "/lock", "true"]).status == 0)
    }

    @Test func `stops, starts, pauses and kills its daemon`() throws {
        let run = try Sandbox.shell(
            """
            first=$(nm-control pid)
            nm-control restart
            second=$(nm-control pid)
            test "$first" != "$second"
            nm-control pause
            ! timeout 1 nm-devices | grep .
            nm-control resume
            nm-devices | grep -q eth0
            nm-control kill
            ! nm-control pid 2>/dev/null
            nm-control start
            nm-control stop
            ! nm-control stop 2>/dev/null
            """)
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test(arguments: [
        (["--nm", "/there/is/none", "true"], "no folder /there/is/none"),
        (["--links", "wlan0", "true"], "not 'wlan0'"),
        (["--workloads", "many", "true"], "not 'many'"),
        (["--workloads"], "needs a value"),
        (["--nonsense", "true"], "unknown option --nonsense"),
        ([], "no command"),
    ])
    func `refuses what it cannot do, and says why`(arguments: [String], message: String) throws {
        let run = try Run(Repository.path("scripts/nm-sandbox"), arguments)
        #expect(run.status == 125)
        #expect(run.errors.contains(message), "\(run.errors)")
    }
}
