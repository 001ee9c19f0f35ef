import Foundation
import TestSupport
import Testing

/// The whole way of a node from nonconforming to conforming and once more, beside one NetworkManager.
@Suite(.waits) struct `A node with a running NetworkManager` {
    private static let dropIn = "/etc/NetworkManager/conf.d/zz-nmfence.conf"

    @Test func `goes from nonconforming to conforming without losing a packet, and a second fix changes nothing`()
        throws
    {
        let node = try LiveSandbox()
        let state = "kernel-state --sysctl $(cut -d ' ' -f 1 $NMFENCE_SANDBOX_WORKLOADS)"

        #expect(try node.nmfence("check", "--only", "nm.*").status == 1)

        try expectDiff(node)

        try node.must("\(state) >/run/before")
        let fix = try node.run(["ping-watch", "--report", "/run/pings", Tool.path, "fix", "-o", "json"])
        #expect(fix.status == 0, "\(fix.output)\(fix.errors)")
        let pings = try node.must("tail -n 1 /run/pings").split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        try #require(pings.count == 2)
        #expect(pings[0] == pings[1] && pings[0] >= 200, "sent and received: \(pings)")
        let unchanged = try node.shell("\(state) | diff /run/before -")
        #expect(unchanged.status == 0, "\(unchanged.output)")
        #expect(try node.must(Self.configuration) == "zz-nmfence.conf\n")
        #expect(try node.shell("diff -r /run/copy/etc/NetworkManager /etc/NetworkManager").output == "")
        #expect(try node.must("stat -c '%a %u %g %F' \(Self.dropIn)") == "644 0 0 regular file\n")
        try expectReport(fix.output, changed: true, "applied")
        #expect(
            (try Schema.object(fix.output)["released"] as? [[String: String]])?.map { $0["interface"] } == ["cali0"])

        #expect(try node.nmfence("check", "--only", "nm.*").status == 0)
        let nothing = try node.nmfence("diff")
        #expect(nothing.status == 0)
        #expect(nothing.output == "")

        try expectSecondFixToChangeNothing(node)
    }

    private static let configuration = "ls -A /etc/NetworkManager/conf.d"

    /// What diff shows is what patch makes of it, and a dry run of fix is diff.
    private func expectDiff(_ node: LiveSandbox) throws {
        let diff = try node.run(["sh", "-c", "\(Tool.path) diff >/run/diff 2>/run/remarks"])
        #expect(diff.status == 1)
        #expect(try node.must("cat /run/remarks").contains("would set unmanaged, keeping addresses and routes: cali0"))
        let dry = try node.shell("patch -p1 --dry-run -d / </run/diff")
        #expect(dry.status == 0, "\(dry.output)\(dry.errors)")
        #expect(try node.must(Self.configuration) == "", "diff and a dry run of patch wrote something")
        try node.must("mkdir /run/copy; cp -a /etc /run/copy/; patch -s -p1 -d /run/copy </run/diff")

        let same = try node.shell("{ \(Tool.path) fix --dry-run 2>/dev/null || true; } | cmp - /run/diff")
        #expect(same.status == 0, "\(same.errors)")
        #expect(try node.nmfence("fix", "--dry-run").status == 1)
    }

    private func expectReport(_ output: String, changed: Bool, _ status: String) throws {
        #expect(try Schema.objections(to: output, "change") == "")
        let report = try Schema.object(output)
        #expect(report["changed"] as? Bool == changed)
        #expect(report["reloaded"] as? Bool == changed)
        #expect(report["status"] as? String == status)
    }

    /// The same inode and time, the same log, and nothing in the lock's or the journal's place.
    private func expectSecondFixToChangeNothing(_ node: LiveSandbox) throws {
        let look = """
            stat -c '%n %i %Y %Z %y' /etc/NetworkManager/conf.d /etc/NetworkManager/conf.d/* /run/nmfence /run/nmfence/*
            grep -ic reload $NMFENCE_SANDBOX_LOG
            """
        let before = try node.must(look)
        let second = try node.nmfence("fix", "-o", "json")
        #expect(second.status == 0, "\(second.errors)")
        #expect(try node.must(look) == before)
        try expectReport(second.output, changed: false, "unchanged")
    }

    /// Without this, the count of reloads in the test above would prove nothing.
    @Test func `notes each reload in its log`() throws {
        let node = try LiveSandbox(["--links", "none"])
        let count = "grep -ic reload $NMFENCE_SANDBOX_LOG || true"
        let before = try node.must(count)
        #expect(try node.nmfence("fix").status == 0)
        #expect(try node.must(count) != before)
    }

    /// A container sees the node's files below a folder, and the bus there.
    @Test func `is fenced from a container that has it mounted`() throws {
        let node = try LiveSandbox(["--from-outside"])
        let root = ["--root", try node.must("printf %s $NMFENCE_SANDBOX_ROOT")]
        let conf = "ls -A $NMFENCE_SANDBOX_ROOT/etc/NetworkManager/conf.d"
        try node.must("kernel-state cali0 tunl0 vxlan.calico >/run/before")
        let fix = try node.run([Tool.path, "fix"] + root)
        #expect(fix.status == 0, "\(fix.output)\(fix.errors)")
        #expect(fix.output.contains("set unmanaged (addresses and routes kept): cali0"), "\(fix.output)")
        #expect(fix.output.contains("verified on the running NetworkManager: cali0"), "\(fix.output)")
        try node.must("kernel-state cali0 tunl0 vxlan.calico | cmp - /run/before")
        #expect(try node.must(conf) == "zz-nmfence.conf\n")
        #expect(
            try node.must("ls -A /etc/NetworkManager 2>/dev/null || true; ls -d /run/nmfence 2>/dev/null || true") == ""
        )
        let second = try node.run([Tool.path, "fix"] + root)
        #expect(second.output.contains("nothing to do"), "\(second.output)\(second.errors)")
        #expect(try node.run([Tool.path, "check", "--only", "nm.*"] + root).status == 0)
        let revert = try node.run([Tool.path, "revert"] + root)
        #expect(revert.status == 0, "\(revert.output)\(revert.errors)")
        #expect(try node.must(conf) == "")
        try node.must("kernel-state cali0 tunl0 vxlan.calico | cmp - /run/before")
    }

    @Test func `that reads a drop-in of another tool gets the fence without losing that list`() throws {
        let node = try LiveSandbox(["--links", "eth0"])
        let other = "/etc/NetworkManager/conf.d/50-other.conf"
        try node.must("printf '[keyfile]\\nunmanaged-devices=interface-name:docker*\\n' >\(other)")
        try node.must("stat -c '%i %y' \(other) >/run/other")
        #expect(try node.nmfence("fix").status == 0)
        try node.must("stat -c '%i %y' \(other) | cmp - /run/other")
        let explained = try node.nmfence("explain", "docker0", "cali1a2b3c", "eth0", "-o", "json")
        #expect(explained.status == 0, "\(explained.errors)")
        #expect(try Schema.objections(to: explained.output, "explain") == "")
        let interfaces = try Schema.object(explained.output)["interfaces"] as? [[String: Any]] ?? []
        #expect(interfaces.map { $0["managed"] as? Bool } == [false, false, true])
    }
}
