import Foundation
import TestSupport
import Testing

/// The links behind NetworkManager's flag: what pods need of them, who says so, and what brings it back.
@Suite(.waits) struct `Calico's links` {
    private static let documented = """
        printf '[keyfile]\\nunmanaged-devices=%s\\n' \
            'interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico' \
            >/etc/NetworkManager/conf.d/calico.conf
        """
    private static let reload = """
        dbus-send --system --print-reply --dest=org.freedesktop.NetworkManager /org/freedesktop/NetworkManager \
            org.freedesktop.NetworkManager.Reload uint32:1 >/dev/null
        nm-devices --settled >/dev/null
        """
    private static let ping = "ping -c 1 -W 1 -I 10.66.0.1 10.65.0.2 >/dev/null"

    private struct Row {
        let status: String
        let found: String
        let remedy: String?
        let evidence: String
    }

    private func links(_ node: LiveSandbox, _ options: String...) throws -> Row {
        let run = try node.run([Tool.path, "check", "--only", "calico.links", "-o", "json"] + options)
        #expect(try Schema.objections(to: run.output, "check") == "")
        let rows = try Schema.object(run.output)["checks"] as? [[String: Any]] ?? []
        let row = try #require(rows.first)
        let evidence = (row["evidence"] as? [[String: Any]] ?? []).compactMap { $0["text"] as? String }
        return Row(
            status: row["status"] as? String ?? "", found: row["found"] as? String ?? "",
            remedy: row["remedy"] as? String, evidence: evidence.joined(separator: "\n"))
    }

    /// The damage as playbooks do it: the documented file, and a plain reload.
    @Test
    func `that a documented reload took down are a failure, no fix is verified over them, and --restore-links helps`()
        throws
    {
        let node = try LiveSandbox()
        try node.must(Self.ping)
        try node.must(Self.documented)
        try node.must(Self.reload)
        #expect(try node.shell(Self.ping).status != 0, "the pod is not cut off: this test proves nothing")
        let row = try links(node)
        #expect(row.status == "fail")
        #expect(row.found.hasPrefix("cali0 is down, has no route to 10.65.0.2"), "\(row)")
        #expect(
            row.evidence.contains("ip link set cali0 up; ip route replace 10.65.0.2 dev cali0 scope link"), "\(row)")
        #expect(row.remedy == "nmfence fix --restore-links")

        let explained = try node.nmfence("explain", "cali0")
        #expect(explained.output.contains("but it is down") && explained.output.contains("ip link set cali0 up"))
        let document = try node.nmfence("explain", "cali0", "eth0", "cali9", "-o", "json")
        #expect(try Schema.objections(to: document.output, "explain") == "")

        let fix = try node.nmfence("fix")
        #expect(fix.status == 1 && fix.output.contains("not verified: cali0 is down"), "\(fix.output)\(fix.errors)")
        let preview = try node.nmfence("fix", "--restore-links", "--dry-run")
        #expect(preview.status == 1 && preview.errors.contains("ip link set cali0 up"), "\(preview.errors)")
        #expect(try node.shell(Self.ping).status != 0, "a dry run set the link up")

        let restored = try node.nmfence("fix", "--restore-links", "-o", "json")
        #expect(restored.status == 0, "\(restored.output)\(restored.errors)")
        #expect(try Schema.objections(to: restored.output, "change") == "")
        let report = try Schema.object(restored.output)
        #expect((report["verification"] as? [String: Any])?["by"] as? String == "live")
        #expect((report["restored"] as? [[String: String]])?.compactMap { $0["interface"] } == ["cali0"])
        try node.must(Self.ping)
        #expect(try links(node).status == "pass")
        let again = try node.nmfence("fix", "--restore-links")
        #expect(again.status == 0 && again.output.contains("nothing to do"), "\(again.output)")
    }

    @Test func `are brought back by the commands that the row prints, pasted as they stand`() throws {
        let node = try LiveSandbox(["--no-nm", "--workloads", "3"])
        try node.must("ip link set cali0 down; ip link set cali2 down; ip route del 10.65.0.3 dev cali1")
        let row = try links(node)
        #expect(row.status == "fail" && row.found.contains("2 more are damaged"), "\(row)")
        try node.must(try #require(row.remedy))
        #expect(try links(node).status == "pass")
        try node.must("for pod in 2 3 4; do ping -c 1 -W 1 -I 10.66.0.1 10.65.0.$pod >/dev/null; done")
    }

    @Test(arguments: [
        ("ip link set cali0 down", "cali0 is down, has no route to 10.65.0.2"),
        ("ip route del 10.65.0.2 dev cali0", "cali0 has no route to 10.65.0.2"),
        ("ip route replace 10.65.0.2 dev eth0", "cali0 has no route to 10.65.0.2"),
        ("ip address flush dev vxlan.calico scope global", "vxlan.calico has no address"),
        ("ip link set vxlan.calico down", "vxlan.calico is down"),
        ("ip link set tunl0 down; ip address flush dev tunl0", "tunl0 is down, has no address"),
        (
            "ip link add vxlan-v6.calico type vxlan id 4097 dstport 4790 local fd00::1; ip link set vxlan-v6.calico up",
            "vxlan-v6.calico has no IPv6 address"
        ),
        ("ip -n pod0 -6 address add fd00:65::2/128 dev eth0", "cali0 has no route to fd00:65::2"),
        ("ip link add calib type veth peer name peer; ip link set calib up", "calib has no route to its pod"),
    ])
    func `that lack something are named with what they lack`(damage: String, words: String) throws {
        let node = try LiveSandbox(["--no-nm"])
        #expect(try links(node).status == "pass")
        try node.must(damage)
        let row = try links(node)
        #expect(row.status == "fail", "\(damage): \(row)")
        #expect(row.found.contains(words), "\(damage): \(row)")
    }

    @Test(arguments: [
        // A subnet's route is a route, too; a port of a bridge is not Calico's; pods come with IPv6 as well.
        "ip route del 10.65.0.2 dev cali0; ip route add 10.65.0.0/26 dev cali0",
        "ip link add calib type veth peer name peer; ip link set calib master tunl0",
        "ip -n pod0 -6 address add fd00:65::2/128 dev eth0; ip -6 route add fd00:65::2 dev cali0",
        "ip -n pod0 link set eth0 down; ip -n pod0 link set eth0 up", "ip link del cali0", "ip link del vxlan.calico",
        "ip link add kube-ipvs0 type bridge",
        "ip link add calib type veth peer name other netns pod0; ip link set calib up; ip -n pod0 link set other up",
    ])
    func `that pods can use pass`(change: String) throws {
        let node = try LiveSandbox(["--no-nm"])
        try node.must(change)
        let row = try links(node)
        #expect(row.status == "pass", "\(change): \(row)")
    }

    /// Where the kernel does not show the pod's end, the runtime's and Felix's notes say what it has.
    @Test func `are judged by the notes of the container runtime and of Felix`() throws {
        let node = try LiveSandbox(["--no-nm"])
        try node.must(
            """
            ip -n pod0 address flush dev eth0
            mkdir -p /var/lib/cni/results /run/calico/endpoint-status
            note() {
                printf '{"kind":"cniCacheV1","containerId":"%s","ifName":"eth0","networkName":"k8s","result":{
                    "cniVersion":"0.3.1","interfaces":[{"name":"cali0"},{"name":"eth0","sandbox":"/run/netns/x"}],
                    "ips":[{"version":"4","address":"%s"}]}}' "$1" "$2" >/var/lib/cni/results/k8s-$1-eth0
            }
            note old 10.65.9.9/32; touch -d '-1 hour' /var/lib/cni/results/k8s-old-eth0
            note new 10.65.0.2/32
            """)
        #expect(try links(node).status == "pass", "the note of a pod that has ended is no pod's")
        try node.must("ip route del 10.65.0.2 dev cali0; ip route add 10.65.9.9 dev cali0")
        #expect(try links(node).found.contains("cali0 has no route to 10.65.0.2"))
        try node.must("rm -r /var/lib/cni/results; ip route replace 10.65.0.2 dev cali0")
        try node.must(
            """
            ip link add azv123 type veth peer name other; ip link set azv123 up
            printf '{"ifaceName":"azv123","ipv4Nets":["10.65.7.7/32"]}' >/run/calico/endpoint-status/w
            """)
        #expect(try links(node).found == "azv123 has no route to 10.65.7.7: its pod receives no packets")
    }

    @Test func `of an image are none, and another network namespace is not looked at`() throws {
        let image = try Image()
        let row = try image.nmfence("check", "--only", "calico.links")
        #expect(row.output.contains("not applicable to an offline image"), "\(row.output)")
        let node = try LiveSandbox(["--no-nm"])
        try node.must("ip link set cali0 down")
        let run = try node.run(["unshare", "-n", Tool.path, "check", "-v", "--only", "calico.links"])
        #expect(run.status == 0 && run.output.contains("no Calico interface exists yet"), "\(run.output)")
    }

    @Test func `show whether a reload by somebody else was one`() throws {
        let node = try LiveSandbox()
        func reloaded() throws -> Run { try node.nmfence("check", "--only", "nm.reloaded", "--fail-on", "warning") }
        try node.must(Self.documented)
        let stale = try reloaded()
        #expect(stale.status == 1 && stale.output.contains("cali0 is managed"), "\(stale.output)")
        try node.must(Self.reload)
        #expect(try reloaded().status == 0)
        try node.must(
            "rm /etc/NetworkManager/conf.d/calico.conf; ip link del cali0; ip link del vxlan.calico; ip link del tunl0")
        let silent = try reloaded()
        #expect(silent.status == 2 && silent.output.contains("UNDETERMINED"), "\(silent.output)")
        #expect(try node.nmfence("check", "--only", "nm.reloaded,nm.config.syntax").status == 0)
    }
}
