import Base
import Checks
import DBus
import Fence
import Foundation
import Node
import Requirements
import SystemPackage
import TestSupport
import Testing

/// What other programs that configure networks would do with Calico's interfaces.
@Suite struct ManagerTests {
    /// A healthy node, as an image: Debian's systemd and its own files, NetworkManager and a card's profile.
    private func node(_ files: [String: String] = [:], systemd version: Int? = 252) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("ID=debian\nVERSION_ID=12\n", to: "etc/os-release")
        try folder.write("0123456789abcdef0123456789abcdef\n", to: "etc/machine-id")
        if let version { try folder.write("", to: "usr/lib/systemd/libsystemd-shared-\(version).so") }
        try folder.write("[Unit]\n", to: "usr/lib/systemd/system/systemd-networkd.service")
        try folder.write(
            "[Match]\nOriginalName=*\n[Link]\nNamePolicy=keep kernel database\nMACAddressPolicy=persistent\n",
            to: "usr/lib/systemd/network/99-default.link")
        try folder.write(
            "[Match]\nName=ve-*\nDriver=veth\n[Network]\nDHCPServer=yes\n",
            to: "usr/lib/systemd/network/80-container-ve.network")
        try folder.write(
            "[connection]\nid=card\ntype=ethernet\ninterface-name=eth0\n",
            to: "etc/NetworkManager/system-connections/card.nmconnection")
        for (path, text) in files { try folder.write(text, to: path) }
        return folder
    }

    private func enabled(_ folder: TemporaryFolder, _ unit: String = "systemd-networkd.service") throws
        -> TemporaryFolder
    {
        if folder.text("usr/lib/systemd/system/\(unit)") == nil {
            try folder.write("[Unit]\n", to: "usr/lib/systemd/system/\(unit)")
        }
        try folder.link(
            "etc/systemd/system/multi-user.target.wants/\(unit)", to: "/usr/lib/systemd/system/\(unit)")
        return folder
    }

    private static let all = "[Match]\nName=*\n[Network]\nDHCP=ipv4\n"

    private func rows(_ folder: TemporaryFolder) throws -> [CheckResult] {
        try results(folder).filter { $0.id.hasPrefix("managers.") }
    }

    private func row(_ id: String, _ folder: TemporaryFolder) throws -> CheckResult {
        try #require(try rows(folder)["managers.\(id)"])
    }

    @Test func `a healthy node has no failure, no warning and nothing undetermined`() throws {
        let healthy = try rows(node())
        #expect(healthy.count == 10)
        #expect(
            healthy.allSatisfy { $0.status == .pass || $0.status == .skipped },
            "\(healthy.map { "\($0.id) \($0.status) \($0.outcome.found)" })")
        let own = [
            "etc/systemd/network/10-eth0.network": "[Match]\nMACAddress=52:54:00:12:34:56\n[Network]\nDHCP=yes\n",
            "etc/systemd/networkd.conf.d/10.conf":
                "[Network]\nManageForeignRoutes=no\nManageForeignRoutingPolicyRules=no\n",
        ]
        let networkd = try rows(enabled(node(own)))
        #expect(
            networkd.allSatisfy { $0.status == .pass || $0.status == .skipped },
            "\(networkd.map { "\($0.id) \($0.status) \($0.outcome.found)" })")
        #expect(
            networkd["managers.networkd"]?.status == .pass && networkd["managers.networkd-foreign"]?.status == .pass)
    }

    @Test func `a .network file that takes a pod's interface is named, with what comes before it`() throws {
        let path = "run/systemd/network/10-netplan-all.network"
        let broken = try row("networkd", enabled(node([path: Self.all])))
        #expect(broken.status == .warning)
        #expect(broken.outcome.evidence.first == Evidence(path: "/" + path, line: 2, text: "Name=*"))
        #expect(broken.outcome.remedy?.contains("/etc/systemd/network/10-calico.network") == true)
        #expect(try row("networkd", node([path: Self.all])).status == .skipped, "nothing starts systemd-networkd")
        let masked = try enabled(node([path: Self.all]))
        try FileManager.default.removeItem(at: masked.url.appending(path: "etc/systemd/system/multi-user.target.wants"))
        try masked.link("etc/systemd/system/systemd-networkd.service", to: "/dev/null")
        #expect(try row("networkd", masked).status == .skipped)
    }

    @Test func `the remedy mends it when it is pasted`() throws {
        let folder = try enabled(node(["etc/systemd/network/10-all.network": Self.all]))
        let remedy = try #require(try row("networkd", folder).outcome.remedy)
        #expect(try Run("sh", ["-c", remedy]).status == 0, "\(remedy)")
        #expect(try row("networkd", folder).status == .pass)
        let foreign = try #require(try row("networkd-foreign", folder).outcome.remedy)
        #expect(try Run("sh", ["-c", foreign]).status == 0, "\(foreign)")
        #expect(try row("networkd-foreign", folder).status == .pass)
    }

    @Test func `an empty match counts by version, and where that is not known nothing is said for certain`() throws {
        let empty = ["etc/systemd/network/10-all.network": "[Match]\n[Network]\nDHCP=yes\n"]
        #expect(try row("networkd", enabled(node(empty))).status == .pass)
        #expect(try row("networkd", enabled(node(empty, systemd: 241))).status == .warning)
        #expect(try row("networkd", enabled(node(empty, systemd: nil))).status == .undetermined)
        let named = ["etc/systemd/network/10-all.network": Self.all]
        #expect(try row("networkd", enabled(node(named, systemd: nil))).status == .warning)
    }

    @Test func `what cannot be read is not a pass`() throws {
        let folder = try enabled(node())
        try folder.makeFolder("etc/systemd/network")
        try folder.link("etc/systemd/network/10-a.network", to: "10-a.network")
        #expect(try row("networkd", folder).status == .pass, "systemd passes over a link in a circle")
        try folder.write(String(repeating: "#\n", count: 1 << 20), to: "etc/systemd/network/20-a.network")
        #expect(try row("networkd", folder).status == .undetermined)
    }

    @Test(arguments: [
        (245, "", CheckResult.Status.warning), (252, "", .warning),
        (252, "[Network]\nManageForeignRoutes=no\n", .warning),
        (247, "[Network]\nManageForeignRoutes=no\n", .pass),
        (252, "[Network]\nManageForeignRoutes=no\nManageForeignRoutingPolicyRules=no\n", .pass),
        (257, "[Network]\nManageForeignRoutes=no\nManageForeignRoutingPolicyRules=no\n", .warning),
        (
            257, "[Network]\nManageForeignRoutes=no\nManageForeignRoutingPolicyRules=no\nManageForeignNextHops=no\n",
            .pass
        ),
    ])
    func `routes of others are kept by the settings that the version knows`(
        version: Int, text: String, status: CheckResult.Status
    ) throws {
        let folder = try enabled(
            node(
                [
                    "etc/systemd/network/10-eth.network": "[Match]\nName=eth* en*\n[Network]\nDHCP=yes\n",
                    "etc/systemd/networkd.conf.d/x.conf": text,
                ], systemd: version))
        let row = try row("networkd-foreign", folder)
        #expect(row.status == status, "\(row.outcome.found)")
    }

    @Test func `dhcpcd takes what it is not told to leave out`() throws {
        let folder = try enabled(node(), "dhcpcd.service")
        let broken = try row("dhcpcd", folder)
        #expect(broken.status == .warning)
        try folder.write("hostname\n", to: "etc/dhcpcd.conf")
        #expect(try Run("sh", ["-c", try #require(broken.outcome.remedy)]).status == 0)
        #expect(try row("dhcpcd", folder).status == .pass)
        try folder.write("allowinterfaces eth0,en*\n", to: "etc/dhcpcd.conf")
        #expect(try row("dhcpcd", folder).status == .pass)
        try folder.write("interface eth0\ndenyinterfaces cali* vxlan*\n", to: "etc/dhcpcd.conf")
        #expect(try row("dhcpcd", folder).status == .warning, "that line is for eth0 only")
    }

    @Test func `connman, wicked and ifupdown are judged by their own files`() throws {
        let connman = try enabled(node(), "connman.service")
        #expect(try row("connman", connman).status == .warning)
        try connman.write("[General]\nNetworkInterfaceBlacklist=vmnet,cali,vxlan\n", to: "etc/connman/main.conf")
        #expect(try row("connman", connman).status == .pass)

        let wicked = try enabled(node(), "wicked.service")
        #expect(try row("wicked", wicked).status == .pass)
        try wicked.write("BOOTPROTO='dhcp'\nSTARTMODE='auto'\n", to: "etc/sysconfig/network/ifcfg-tunl0")
        #expect(try row("wicked", wicked).outcome.evidence.first?.line == 2)

        let ifupdown = try node([
            "usr/sbin/ifup": "", "etc/network/interfaces": "auto lo eth0\nsource interfaces.d/*\n",
        ])
        #expect(try row("ifupdown", ifupdown).status == .pass)
        try ifupdown.write("allow-hotplug /en* /cali*\n", to: "etc/network/interfaces.d/pods")
        #expect(
            try row("ifupdown", ifupdown).outcome.evidence
                == [Evidence(path: "/etc/network/interfaces.d/pods", line: 1, text: "allow-hotplug /en* /cali*")])
    }

    @Test func `a profile of NetworkManager's counts where it names them, or where nothing keeps NetworkManager off`()
        throws
    {
        let program = [
            "usr/sbin/NetworkManager": "",
            "etc/NetworkManager/conf.d/calico.conf":
                "[keyfile]\nunmanaged-devices+=interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico\n",
        ]
        let generic = "[connection]\ntype=ethernet\n"
        let place = "etc/NetworkManager/system-connections/wired.nmconnection"
        let fenced = try node(program.merging([place: generic]) { $1 })
        #expect(try row("profiles", fenced).status == .pass)
        try FileManager.default.removeItem(at: fenced.url.appending(path: "etc/NetworkManager/conf.d/calico.conf"))
        #expect(try row("profiles", fenced).status == .warning)
        for (text, status) in [
            (generic + "autoconnect=false\n", CheckResult.Status.pass), (generic + "interface-name=eth0\n", .pass),
            (generic + "[match]\ninterface-name=en*;!cali*\n", .pass),
            (generic + "[ethernet]\nmac-address=52:54:00:12:34:56\n", .pass),
            (generic + "[match]\ninterface-name=ca*;\n", .warning),
            ("[connection]\ntype=vxlan\ninterface-name=vxlan.calico\n", .warning),
        ] {
            try fenced.write(text, to: place)
            #expect(try row("profiles", fenced).status == status, "\(text)")
        }
    }

    @Test(arguments: [("1.30.0", true, CheckResult.Status.warning), ("1.32.0", true, .pass), ("1.30.0", false, .pass)])
    func `nm-cloud-setup counts before NetworkManager 1.32, where a provider is on`(
        version: String, isOn: Bool, status: CheckResult.Status
    ) throws {
        let folder = try enabled(
            node([
                "usr/lib/NetworkManager/\(version)/x": "", "usr/sbin/NetworkManager": "",
                "usr/lib/systemd/system/nm-cloud-setup.service.d/10-ec2.conf":
                    "[Service]\nEnvironment=NM_CLOUD_SETUP_EC2=\(isOn ? "yes" : "no")\n",
            ]), "nm-cloud-setup.service")
        let row = try row("nm-cloud-setup", folder)
        #expect(row.status == status, "\(row.outcome.found)")
    }

    @Test(arguments: [
        ("[Match]\nDriver=veth\n[Link]\nName=pod0\n", CheckResult.Status.warning),
        ("[Match]\nDriver=vxlan\n[Link]\nMACAddress=02:00:00:00:00:01\n", .warning),
        ("[Match]\nDriver=veth\n[Link]\nMACAddressPolicy=none\n", .pass),
        ("[Match]\nDriver=veth\n[Link]\nMACAddressPolicy=random\n", .pass),
        ("[Match]\nOriginalName=en*\n[Link]\nName=wan0\n", .pass),
        ("[Match]\nMACAddress=ee:ee:ee:ee:ee:ee\n[Link]\nName=wan0\n", .undetermined),
    ])
    func `a .link file that renames or readdresses a link of Calico's is named`(
        text: String, status: CheckResult.Status
    ) throws {
        let row = try row("link-files", node(["etc/systemd/network/50-x.link": text]))
        #expect(row.status == status, "\(row.outcome.found)")
    }
}
