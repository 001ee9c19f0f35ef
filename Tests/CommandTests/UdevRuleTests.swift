import TestSupport
import Testing

/// What udev's rules decide about interfaces that are not there yet, in the words of every verb.
@Suite struct UdevRuleTests {
    static let rules = "usr/lib/udev/rules.d"
    /// A node with udev, and the rule that NetworkManager brings, in our words.
    static let files = [
        "usr/lib/systemd/systemd-udevd": "", "usr/lib/systemd/libsystemd-shared-252.so": "",
        "etc/NetworkManager/NetworkManager.conf": "[main]\nplugins=keyfile\n",
        "\(rules)/80-net-setup-link.rules": "SUBSYSTEM==\"net\", IMPORT{builtin}=\"net_setup_link\"\n",
        "\(rules)/85-nm-unmanaged.rules":
            "SUBSYSTEM!=\"net\", GOTO=\"end\"\n"
            + "ENV{ID_NET_DRIVER}==\"veth\", ENV{INTERFACE}!=\"eth[0-9]*\", ENV{NM_UNMANAGED}=\"1\"\n"
            + "LABEL=\"end\"\n",
    ]

    /// Runs a verb on such a node, with more files or without some.
    func run(_ words: [String], _ more: [String: String?] = [:]) throws -> Run {
        let folder = try TemporaryFolder()
        var files: [String: String?] = Self.files
        files.merge(more) { $1 }
        for case (let path, let text?) in files { try folder.write(text, to: path) }
        return try Tool.run(words + ["--root", folder.path, "--nm-version", "1.42.4"])
    }

    @Test func `the rule is named, and that it is no fence`() throws {
        let place = "/\(Self.rules)/85-nm-unmanaged.rules:2"
        let explained = try run(["explain", "cali1a2b3c"])
        #expect(explained.status == 0 && explained.output.contains("cali1a2b3c: would be unmanaged"))
        #expect(explained.output.contains("udev sets NM_UNMANAGED=1, overridden by nmcli"), "\(explained.output)")
        #expect(explained.output.contains("\(place)\n"), "\(explained.output)")
        let checked = try run(["check", "--only", "nm.unmanaged.cali*"])
        #expect(checked.status == 1 && checked.output.contains("is unmanaged only by a udev rule"))
        #expect(checked.output.contains(place), "\(checked.output)")
        #expect(try run(["config"]).output.contains("ENV{NM_UNMANAGED}=\"1\"   # \(place)\n"))
        #expect(try run(["config", "-o", "json"]).output.contains("\"udevRules\": ["))
    }

    @Test func `tunnels are not in the rule`() throws {
        for name in ["tunl0", "vxlan.calico", "wireguard.cali", "eth7"] {
            let explained = try run(["explain", name])
            let isOpen = name == "eth7"
            #expect(
                explained.output.contains(isOpen ? "no setting excludes it" : "\(name): would be managed"),
                "\(explained.output)")
        }
    }

    @Test(
        arguments: [
            // Hidden by name, by an empty file.
            (["etc/udev/rules.d/85-nm-unmanaged.rules": ""], "would be managed by NetworkManager", nil),
            (
                ["etc/udev/rules.d/90-a.rules": "KERNEL==\"cali*\", ENV{NM_UNMANAGED}=\"0\"\n"],
                "would be managed by NetworkManager", "/etc/udev/rules.d/90-a.rules:1"
            ),
            (
                ["run/udev/rules.d/90-a.rules": "KERNEL==\"cali*\", PROGRAM==\"/bin/x\", ENV{NM_UNMANAGED}=\"\"\n"],
                "undetermined", "/run/udev/rules.d/90-a.rules:1"
            ),
            (["usr/lib/systemd/systemd-udevd": nil], "would be managed by NetworkManager", nil),
        ] as [([String: String?], String, String?)])
    func `rules that hide, undo or ask are followed`(_ more: [String: String?], _ words: String, _ place: String?)
        throws
    {
        let explained = try run(["explain", "cali1a2b3c"], more)
        #expect(explained.output.contains(words), "\(explained.output)")
        if let place { #expect(explained.output.contains("\(place)\n"), "\(explained.output)") }
        #expect(try run(["check", "--only", "nm.unmanaged.cali*"], more).status == 1)
    }

    @Test func `a fence stands whatever udev says`() throws {
        let more = [
            "etc/NetworkManager/conf.d/a.conf": "[keyfile]\nunmanaged-devices=interface-name:cali*\n",
            "etc/udev/rules.d/90-a.rules": "ENV{NM_UNMANAGED}=\"0\"\n",
        ]
        let explained = try run(["explain", "cali1a2b3c"], more)
        #expect(explained.output.contains("/etc/NetworkManager/conf.d/a.conf:2\n"), "\(explained.output)")
        #expect(try run(["check", "--only", "nm.unmanaged.cali*"], more).status == 0)
    }
}
