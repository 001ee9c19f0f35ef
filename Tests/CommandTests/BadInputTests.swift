import Foundation
import TestSupport
import Testing

/// Nothing that stands on a node or on the command line makes the program crash, hang, or write.
@Suite(.waits) struct `Bad input is named, and nothing is written` {
    /// A file of somebody else's in the folder of the drop-ins, how it is made, where it is found fault with, and the
    /// statuses of check and of fix.
    struct Case: Sendable, CustomTestStringConvertible {
        let what: String
        let make: String
        let place: String
        let check: Int32
        let fix: Int32
        var testDescription: String { what }
    }

    static let cases = [
        Case(
            what: "a line that is none", make: "printf '[keyfile]\\na=b\\nnonsense\\n' >x.conf", place: "x.conf:3",
            check: 78, fix: 78),
        Case(
            what: "a value outside of a section", make: "printf 'a=b\\n' >x.conf", place: "x.conf:1", check: 78, fix: 78
        ),
        Case(what: "a directory", make: "mkdir x.conf", place: "x.conf", check: 78, fix: 78),
        Case(what: "a link that leads nowhere", make: "ln -s nowhere x.conf", place: "x.conf", check: 78, fix: 78),
        Case(what: "a link to itself", make: "ln -s x.conf x.conf", place: "x.conf", check: 78, fix: 78),
        Case(
            what: "a link to /dev/null",
            make: "mkdir -p ../../../dev; mknod ../../../dev/null c 1 3; ln -s /dev/null x.conf",
            place: "x.conf", check: 78, fix: 78),
        Case(what: "a named pipe", make: "mkfifo x.conf", place: "x.conf", check: 78, fix: 78),
        Case(what: "a device", make: "mknod x.conf c 1 5", place: "x.conf", check: 78, fix: 78),
        Case(
            what: "a socket",
            make: "/usr/bin/python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"x.conf\")'",
            place: "x.conf", check: 78, fix: 78),
        Case(what: "100 MB of nothing", make: "truncate -s 100M x.conf", place: "x.conf", check: 2, fix: 2),
        Case(
            what: "100 MB of comments", make: "yes '# a comment' | head -c 100000000 >x.conf", place: "x.conf",
            check: 2, fix: 2),
        Case(
            what: "our own name as a directory", make: "mkdir zz-nmfence.conf", place: "zz-nmfence.conf", check: 78,
            fix: 78),
        Case(
            what: "our own name as a link that leads nowhere", make: "ln -s nowhere zz-nmfence.conf",
            place: "zz-nmfence.conf", check: 78, fix: 78),
        Case(
            what: "somebody else's file of our name", make: "echo '# theirs' >zz-nmfence.conf", place: "--adopt",
            check: 1, fix: 1),
    ]

    @Test(arguments: cases) func `a file that cannot be read`(bad: Case) throws {
        let image = try Image()
        let made = try Run("bash", ["-euc", "cd \(image.folder.path)/\(Image.dropIns); \(bad.make)"])
        try #require(made.status == 0, "\(made.errors)")
        let before = try image.listing()
        for (arguments, status) in [
            (["check", "-v", "--only", "nm.*"], bad.check), (["diff"], bad.fix), (["fix"], bad.fix),
            (["fix", "-o", "json"], bad.fix),
        ] {
            let run = try Tool.run(arguments + ["--root", image.folder.path])
            #expect(run.status == status, "\(arguments): \(run.output)\(run.errors)")
            #expect(run.seconds < 10)
            // check finds fault with the missing fence of any node, and need not name a file that is in order.
            if arguments[0] != "check" || status != 1 {
                #expect((run.output + run.errors).contains(bad.place), "\(arguments): \(run.output)\(run.errors)")
            }
            // Where a document was asked for, the reason is one too.
            if arguments.contains("json") {
                #expect(try Schema.objections(to: run.output, "error") == "", "\(run.output)")
            } else if arguments[0] != "check" {
                #expect(run.output == "", "\(arguments)")
            }
        }
        #expect(try image.listing() == before)
    }

    /// NetworkManager reads such a file as it is, and so the fence is built beside it.
    @Test func `bytes that are no UTF-8 do not reach an output that must be`() throws {
        let image = try Image()
        try image.folder.write(
            Data("[keyfile]\nunmanaged-devices=interface-name:".utf8) + [0xFF, 0xFE, 0x2A, 0x0A],
            to: Image.dropIns + "/x.conf")
        let before = try image.listing()
        for (arguments, schema) in [
            (["check", "-v", "-o", "json"], "check"), (["diff", "-o", "json"], "change"),
            (["config", "-o", "json"], "config"),
            (["explain", "cali0", "-o", "json"], "explain"),
        ] {
            let run = try Tool.run(arguments + ["--root", image.folder.path])
            #expect(String(validating: run.outputData, as: UTF8.self) != nil, "\(arguments)")
            #expect(try Schema.objections(to: run.output, schema) == "", "\(arguments)")
        }
        for arguments in [
            ["check", "-v"], ["config"], ["explain", "cali0"], ["check", "-o", "junit"], ["check", "-o", "tap"],
        ] {
            let run = try Tool.run(arguments + ["--root", image.folder.path])
            #expect(String(validating: run.outputData, as: UTF8.self) != nil, "\(arguments): \(run.output)")
        }
        #expect(try image.listing() == before)
    }

    @Test(arguments: [
        ["--pattern", "cali*;eth0"], ["--pattern", "cali*,eth0"], ["--pattern", "cali* eth0"], ["--pattern", ""],
        ["--pattern", "a\nb"], ["--pattern", "except:cali*"], ["--pattern", "cali\u{1B}[31m"], ["--pattern", "a/b"],
        ["--pattern", "more-than-fifteen-characters"], ["--pattern", "a\\"], ["--timeout", "0"],
        ["--timeout", "-1"], ["--timeout", "nan"], ["--timeout", "x"], ["--profile", "calico-0"],
        ["--nm-version", "new"],
        ["--nonsense"], ["extra"],
    ])
    func `a command line that cannot be meant is 64`(arguments: [String]) throws {
        let image = try Image()
        let before = try image.listing()
        for verb in ["check", "diff", "fix"] {
            let run = try Tool.run([verb, "--root", image.folder.path] + arguments)
            #expect(run.status == 64, "\(verb) \(arguments): \(run.output)\(run.errors)")
            #expect(run.output == "")
            #expect(run.errors != "")
            #expect(!run.errors.contains("\u{1B}"))
        }
        #expect(try image.listing() == before)
    }

    @Test func `a caller that closed the standard descriptors gets no file in their place`() throws {
        let (image, scratch) = (try Image(), try TemporaryFolder())
        let trace = scratch.path + "/trace"
        let run = try Run(
            "bash",
            [
                "-c",
                "strace -y -o \(trace) -e trace=all bash -c 'exec \(Tool.path) fix --debug --root "
                    + "\(image.folder.path) <&- >&- 2>&-'",
            ])
        // Nobody gets the report.
        #expect(run.status == 74)
        let text = try #require(scratch.text("trace"))
        let own = text.components(separatedBy: "execve(\"\(Tool.path)").last ?? ""
        let taken = own.split(separator: "\n").filter {
            $0.contains(/^open.* = [012]<(?!\/dev\/null)/) && !$0.contains("/lib")
        }
        #expect(own.contains("/dev/null"))
        // The loader opens and closes libraries before the program's first line.
        #expect(taken.filter { $0.contains(image.folder.path) } == [])
        #expect(image.folder.text(Image.dropIns + "/zz-nmfence.conf")?.hasPrefix("# Managed by") == true)
    }

    /// What this process may not open is not taken for a file that NetworkManager could not read, nor for one that is
    /// not there.
    @Test(arguments: 4...9) func `a limit on open files makes no finding about the node`(limit: Int) throws {
        let image = try Image()
        try image.folder.write("[keyfile]\nunmanaged-devices+=interface-name:cali*\n", to: Image.dropIns + "/50-x.conf")
        let before = try image.listing()
        let run = try Run(
            "prlimit", ["--nofile=\(limit)", Tool.path, "diff", "--root", image.folder.path])
        // 1 and 0 where the limit was enough for the truth.
        #expect([74, 2, 1, 127].contains(run.status), "\(run.output)\(run.errors)")
        #expect(!(run.output + run.errors).contains("would not start"), "\(run.errors)")
        #expect(try image.listing() == before)
    }

    @Test func `a root that is not there, is a file, or has nothing in it`() throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "file")
        try folder.makeFolder("empty")
        for verb in ["check", "diff", "fix"] {
            for name in ["missing", "file"] {
                let run = try Tool.run([verb, "--root", folder.path + "/" + name])
                #expect(run.status == 74, "\(verb) \(name): \(run.output)\(run.errors)")
                #expect(run.errors.contains(folder.path + "/" + name))
            }
        }
        let fix = try Tool.run(["fix", "--root", folder.path + "/empty"])
        #expect([74, 0].contains(fix.status), "\(fix.output)\(fix.errors)")
        if fix.status == 74 { #expect(try folder.names(in: "empty") == []) }
    }

    /// The kernel lets an interface be called almost anything.
    @Test func `an interface whose name is an escape sequence reaches no terminal as one`() throws {
        let node = try LiveSandbox(["--links", "none"])
        try node.must(
            """
            ip link add $'cali\\e[2J' type bridge
            ip link add $'x\\e]0;y\\a' type bridge
            ip link set $'cali\\e[2J' up
            nm-devices --settled >/dev/null
            """)
        for arguments in [
            ["check", "-v"], ["diff"], ["explain", "cali\u{1B}[2J"], ["fix", "-v"], ["check", "-v"],
        ] {
            let run = try node.run([Tool.path] + arguments)
            #expect([0, 1, 2].contains(run.status), "\(arguments): \(run.errors)")
            #expect(!(run.output + run.errors).contains("\u{1B}"), "\(arguments)")
            #expect(!(run.output + run.errors).contains("\u{7}"), "\(arguments)")
        }
        for (arguments, schema) in [
            (["check", "-o", "json", "--only", "nm.*"], "check"),
            (["explain", "-o", "json", "cali\u{1B}[2J"], "explain"),
        ] {
            let run = try node.run([Tool.path] + arguments)
            #expect(run.status == 0, "\(run.errors)")
            #expect(!run.output.contains("\u{1B}"))
            #expect(try Schema.objections(to: run.output, schema) == "")
        }
        #expect(try node.must("nm-devices --settled").contains(" 10 unmanaged"))
    }

    /// A file that NetworkManager, already running, has not read yet and could not start with.
    @Test func `a broken file beside a running daemon stops the fix before the first change`() throws {
        let node = try LiveSandbox(["--links", "none"])
        try node.must(
            "printf '[keyfile\\n' >/etc/NetworkManager/conf.d/50-broken.conf; kernel-state cali0 >/run/before")
        let log = try node.must("wc -l <$NMFENCE_SANDBOX_LOG")
        for verb in ["check", "diff", "fix"] {
            let run = try node.nmfence(verb)
            #expect(run.status == 78, "\(verb): \(run.output)\(run.errors)")
            #expect((run.output + run.errors).contains("50-broken.conf:1"))
        }
        #expect(
            try node.must("ls /etc/NetworkManager/conf.d; ls -A /run/nmfence 2>/dev/null || true") == "50-broken.conf\n"
        )
        #expect(try node.must("wc -l <$NMFENCE_SANDBOX_LOG") == log)
        try node.must("kernel-state cali0 | cmp - /run/before")
    }
}
