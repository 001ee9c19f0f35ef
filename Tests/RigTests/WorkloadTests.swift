import TestSupport
import Testing

/// The instruments that later judge a fix must be able to tell a good one from a bad one.
@Suite(.waits) struct `The instruments of the rig` {
    private let reload = """
        reload() { dbus-send --system --print-reply --dest=org.freedesktop.NetworkManager \
        /org/freedesktop/NetworkManager \
            org.freedesktop.NetworkManager.Reload uint32:1; }
        write() { printf '[keyfile]\\nunmanaged-devices=interface-name:cali*\\n' \
        >/etc/NetworkManager/conf.d/cali.conf; }

        """

    @Test func `lose no ping of a hundred workloads while nothing happens`() throws {
        let run = try Sandbox.shell(
            """
            kernel-state --sysctl $(cut -d ' ' -f 1 "$NMFENCE_SANDBOX_WORKLOADS") >/run/before
            ping-watch --seconds 3 --delay 0 --report /run/report true
            kernel-state --sysctl $(cut -d ' ' -f 1 "$NMFENCE_SANDBOX_WORKLOADS") | cmp /run/before -
            cat /run/report
            """, options: ["--workloads", "100"])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 101)
        #expect(lines.first?.hasPrefix("cali0 10.65.0.2 sent ") == true)
        let words = lines.last?.split(separator: " ") ?? []
        try #require(words.count == 5)
        #expect(words[2] == words[4])
        #expect(Int(words[2]) ?? 0 >= 3000, "\(words)")
    }

    @Test func `see the documented recipe cut a workload off`() throws {
        let run = try Sandbox.shell(
            reload + """
                kernel-state cali0 >/run/before
                status=0
                ping-watch --seconds 2 --delay 0.5 --report /run/report sh -c "$(declare -f reload write); write; \
                reload" || status=$?
                test $status = 1
                ! kernel-state cali0 | cmp -s /run/before -
                nm-devices --settled | grep cali0
                tail -n 1 /run/report
                """)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("cali0 10 unmanaged"))
        let words = run.output.split(whereSeparator: \.isWhitespace)
        let (sent, received) = (Int(words[words.count - 3]) ?? 0, Int(words[words.count - 1]) ?? 0)
        #expect(received > 0 && received < sent / 2, "sent \(sent), received \(received)")
    }

    @Test func `pass on the status of the command that they watch`() throws {
        let run = try Sandbox.shell(
            "ping-watch --seconds 0 --delay 0 sh -c 'exit 9' || exit $?", options: ["--no-nm"])
        #expect(run.status == 9)
        #expect(run.errors.contains("total sent"))
    }
}
