import Foundation
import TestSupport
import Testing

/// A static program must not load the modules of the node's C library, which is another than its own: those of the
/// name service (NSS), those that convert characters (gconv), and the archive of locales.
@Suite struct `The program and the node's C library` {
    private static let forbidden = [
        "libnss_", "/gconv", "gconv-modules", "locale-archive", "nsswitch.conf", "/etc/hosts",
    ]

    /// Traces a run, and gives what the program itself opened: not what the programs do that it starts.
    private func opened(_ arguments: [String]) throws -> (run: Run, lines: [Substring]) {
        let scratch = try TemporaryFolder()
        let run = try Run(
            "strace",
            ["-ff", "-e", "trace=open,openat,openat2,execve,execveat,connect", "-o", "\(scratch.path)/t", Tool.path]
                + arguments,
            environment: ["LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8"])
        var lines: [Substring] = []
        // A file for each process and thread. One that has become another program names that program first.
        for name in try scratch.names() {
            let text = try #require(scratch.text(name))
            let isOther = text.split(separator: "\n").contains { line in
                line.hasPrefix("execve") && line.hasSuffix("= 0") && !line.contains("\"\(Tool.path)\"")
            }
            if !isOther { lines += text.split(separator: "\n") }
        }
        return (run, lines)
    }

    @Test(arguments: [
        ["--version"], ["--help"], ["check", "--offline"], ["check", "-o", "json", "--offline"], ["diff", "--offline"],
        ["explain", "cali0", "--offline"], ["config"], ["list", "profiles"], ["list", "schemas"],
        ["check", "--offline", "--peer", "localhost", "--apiserver", "no-such-host.invalid:6443"],
        ["check", "--peer", "127.0.0.1", "--bus", "tcp:host=127.0.0.1,port=1"], ["fix", "--dry-run", "--offline"],
    ])
    func `never meet, whatever the verb`(arguments: [String]) throws {
        let (run, lines) = try opened(arguments)
        #expect(run.status < 64 || run.status == 69, "\(run.output)\(run.errors)")
        #expect(lines.contains { $0.hasPrefix("execve(\"\(Tool.path)\"") })
        for word in Self.forbidden {
            #expect(
                !lines.contains { $0.contains(word) && !$0.contains("ENOENT") },
                "\(word): \(lines.filter { $0.contains(word) })")
        }
        // The port of a name server.
        #expect(!lines.contains { $0.hasPrefix("connect") && $0.contains("htons(53)") })
    }

    @Test func `never meet on an image`() throws {
        let image = try Image()
        for verb in ["check", "diff", "fix", "config", "revert"] {
            let (_, lines) = try opened([verb, "--root", image.folder.path])
            for word in Self.forbidden { #expect(!lines.contains { $0.contains(word) }, "\(verb): \(word)") }
        }
    }
}

/// A host that was named and has no address is no closed port.
@Suite struct `A name that cannot be resolved` {
    private func row(_ id: String, _ arguments: String...) throws -> [String: Any] {
        let run = try Tool.run(["check", "--offline", "--only", id, "-o", "json"] + arguments)
        let checks = try #require(try Schema.object(run.output)["checks"] as? [[String: Any]])
        return try #require(checks.first)
    }

    @Test func `is undetermined, and says which`() throws {
        let server = try row("datastore.apiserver", "--apiserver", "no-such-host.invalid:6443")
        #expect(server["status"] as? String == "undetermined")
        #expect((server["found"] as? String)?.hasPrefix("cannot resolve no-such-host.invalid") == true, "\(server)")
        let peer = try row("port.bgp", "--peer", "no-such-host.invalid")
        #expect(peer["status"] as? String == "undetermined")
        #expect((peer["found"] as? String)?.hasPrefix("cannot resolve no-such-host.invalid") == true, "\(peer)")
        #expect((peer["remedy"] as? String)?.contains("IP address") == true)
    }

    /// Children of such a process leave no exit status behind.
    @Test func `is not found, whatever whoever started nmfence does with children that end`() throws {
        let script = """
            import os, signal, sys
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            os.execv(sys.argv[1], sys.argv[1:])
            """
        let words = ["check", "--offline", "--only", "port.bgp", "--peer", "no-such-host.invalid"]
        let run = try Run(Python.program, ["-c", script, Tool.path] + words)
        // With the status lost an empty answer would count as one.
        let isUnresolved = run.output.contains("cannot resolve no-such-host.invalid")
        #expect(isUnresolved && !run.output.contains("cannot parse"), "\(run.output)\(run.errors)")
    }

    @Test func `is undetermined where it is no name at all`() throws {
        let peer = try row("port.bgp", "--peer", "$(reboot)")
        #expect(peer["status"] as? String == "undetermined")
        #expect((peer["found"] as? String) == "$(reboot) is neither an address nor a host name", "\(peer)")
    }
}
