import TestSupport
import Testing

/// NetworkManager's own program sees a planned configuration before the daemon does, where the program is on the node.
@Suite(.waits) struct `The program of NetworkManager on the node` {
    /// A line of a trace.
    private static let question = #"execve("/usr/sbin/NetworkManager", .*"--print-config""#

    @Test func `is asked on a copy, and leaves nothing behind`() throws {
        let node = try LiveSandbox(["--links", "none"])
        try node.installNetworkManager()
        // The program itself may stand below /tmp.
        try node.must(
            "cp \(Tool.path) /run/nmfence-program; mount -t tmpfs own /tmp; stat -c '%n %i %y' "
                + "/var/lib/NetworkManager/* >/run/before"
        )
        let run = try node.run([
            "strace", "-f", "-e", "trace=execve", "-o", "/run/trace", "/run/nmfence-program", "fix",
        ])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(try node.must("grep -c '\(Self.question)' /run/trace") == "1\n")
        #expect(try node.must("ls -A /tmp; find /run -maxdepth 1 -name 'nmfence-??????'") == "")
        try node.must("stat -c '%n %i %y' /var/lib/NetworkManager/* | cmp - /run/before")
    }

    @Test(arguments: [
        ("echo 'Failed to read configuration: no section header' >&2; exit 1", 78, "no section header", false),
        ("exit 7", 78, "exit status 7", false),
        ("exec sleep 60", 0, "applied and verified", true),
        ("kill -SEGV $$", 0, "gave no verdict: ended by signal 11", true),
        ("echo 'error while loading shared libraries' >&2; exit 127", 0, "gave no verdict", true),
        ("echo 'Unknown option --print-config' >&2; exit 1", 0, "gave no verdict", true),
        ("yes | head -c 10000000", 0, "applied and verified", true),
    ])
    func `that refuses stops the fix, and one that gives no answer does not`(
        program: String, status: Int32, words: String, isWritten: Bool
    ) throws {
        let node = try LiveSandbox(["--links", "none"])
        try node.installNetworkManager("#!/bin/bash\n" + program.replacing("$", with: "\\$"))
        let run = try node.nmfence("fix")
        #expect(run.status == status, "\(run.output)\(run.errors)")
        #expect((run.output + run.errors).contains(words), "\(run.output)\(run.errors)")
        #expect(run.seconds < 20)
        #expect(try node.must("ls -A /etc/NetworkManager/conf.d") == (isWritten ? "zz-nmfence.conf\n" : ""))
    }

    /// The copy that it reads needs room. Where there is none anywhere, the prediction stands, and that is said.
    @Test(arguments: [
        (["/run"], true), (["/tmp"], true), (["/run", "/tmp"], false),
    ])
    func `is asked where there is room for a copy, and missed where there is none`(
        places: [String], isAsked: Bool
    ) throws {
        let node = try LiveSandbox(["--links", "none"])
        try node.installNetworkManager()
        try node.must("cp \(Tool.path) /run/nmfence-program; mkdir /run/nmfence; mount -t tmpfs own /run/nmfence")
        if places.contains("/run") { try node.must("mount --rbind /run /run; mount -o remount,bind,ro /run") }
        if places.contains("/tmp") { try node.must("mount -t tmpfs -o nr_inodes=1 full /tmp") }
        let run = try node.run([
            "strace", "-f", "-e", "trace=execve", "-o", "/run/nmfence/trace", "/run/nmfence-program", "fix",
        ])
        let words = "NetworkManager --print-config was not run: "
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("applied and verified"), "\(run.output)\(run.errors)")
        #expect((run.output + run.errors).contains(words) == !isAsked, "\(run.output)\(run.errors)")
        let asked = try node.must("grep -c '\(Self.question)' /run/nmfence/trace || true")
        #expect(asked == (isAsked ? "1\n" : "0\n"))
    }
}
