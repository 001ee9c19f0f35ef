import Foundation
import TestSupport

/// A node in a network namespace of its own, with one uplink.
enum NodeInNamespace {
    struct Row: Decodable {
        let id: String
        let status: String
        let found: String
        let remedy: String?
        let evidence: [Evidence]

        struct Evidence: Decodable {
            let path: String
            let text: String?
        }
    }

    struct Report: Decodable { let checks: [Row] }

    struct Failure: Error { let description: String }

    /// Prepares the node with its uplink, eth0, by lines of shell, and asks for one row.
    /// - Parameter isolated: whether the node sees processes of its own only, and has a /run of its own.
    static func row(
        _ id: String, after script: String = "", _ options: [String] = [], isolated: Bool = false
    ) throws -> Row {
        let lines = """
            set -e
            \(isolated ? "mount --make-rprivate /; mount -t tmpfs none /run" : "")
            ip link set lo up
            ip link add eth0 type veth peer name far; ip link set eth0 up; ip link set far up
            ip address add 192.0.2.5/24 dev eth0; ip route add default via 192.0.2.1
            \(script)
            set +e
            "$0" check --offline -o json --encapsulation ipip --encapsulation vxlan --only \(id) "$@"
            kill $(jobs -p) 2>/dev/null
            """
        let spaces = isolated ? ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc"] : []
        let run = try Run("unshare", ["-n"] + spaces + ["bash", "-c", lines, Tool.path] + options)
        guard let report = try? JSONDecoder().decode(Report.self, from: run.outputData), let row = report.checks.first
        else { throw Failure(description: "status \(run.status): \(run.output)\(run.errors)") }
        return row
    }

    static func rules(_ script: String, _ options: String...) throws -> Row {
        try row("firewall.rules", after: script, options)
    }

    /// Carries out the remedy of a row after what led to it, and asks again.
    static func mended(_ row: Row, after script: String, _ options: String...) throws -> Row {
        guard let commands = row.remedy else { throw Failure(description: "no remedy: \(row)") }
        return try self.row("firewall.rules", after: script + "\n" + commands, options)
    }
}
