import TestSupport
import Testing

/// What a run costs the bus, as the kernel sees it.
@Suite(.waits) struct `A run connects to the bus once` {
    private func connections(_ node: LiveSandbox, _ arguments: String...) throws -> Int {
        let trace = ["strace", "-f", "-qq", "-o", "/run/connections", "-e", "trace=connect"]
        let run = try node.run(trace + [Tool.path] + arguments)
        #expect(run.status < 4, "\(arguments): \(run.output)\(run.errors)")
        let count = try node.must("grep -c system_bus_socket /run/connections || true")
        return try #require(Int(count.split(separator: "\n")[0]))
    }

    @Test func `whatever the verb asks of whom`() throws {
        let node = try LiveSandbox()
        #expect(try connections(node, "check") == 1)
        #expect(try connections(node, "explain", "cali0", "nm.devices") == 1)
        #expect(try connections(node, "diff") == 1)
        #expect(try connections(node, "fix") == 1)
        #expect(try connections(node, "fix") == 1)
        #expect(try connections(node, "revert") == 1)
    }

    @Test func `when NetworkManager is restarted in the middle of it`() throws {
        let node = try LiveSandbox()
        let restart = [
            "at-call", "--when", #"^renameat\(.*\.zz-nmfence\.conf"#, "--run", "nm-control stop; nm-control start",
            "--",
        ]
        // A NetworkManager that starts before it is fenced takes the pod's route away: it is brought back.
        let run = try node.run(restart + [Tool.path, "fix", "--debug"])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("NetworkManager restarted during the operation"), "\(run.output)")
        #expect(run.errors.split(separator: "\n").count { $0.contains("connecting to ") } == 1, "\(run.errors)")
    }
}
