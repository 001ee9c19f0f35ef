import KeyFile
import NetworkManagerConfiguration
import SystemPackage
import Testing

/// How rules are read and applied: what `udevadm test` says in scripts/differential, in small.
@Suite struct UdevRuleTests {
    /// What a text of rules leaves in the property `A` of a veth that is added; nil where that is not certain, and an
    /// empty text where nothing is set.
    static func value(_ text: String, name: RawText = "cali0", kind: InterfaceKind = .veth, version: Int = 252)
        -> String?
    {
        let rules = UdevRules(reading: FileTable(["/etc/udev/rules.d/50-a.rules": text]))
        let value = rules.value(
            of: "A", for: UdevDevice(name: name, kind: kind), action: "add", version: version)
        guard value.isCertain else { return nil }
        return ["", "1", "2", "3", "a b", "x|y", "cali0", "veth", "0", "a", "A*"].first { value.mayBe(RawText($0)) }
            ?? (value.mayBe(nil) ? "" : "other")
    }

    @Test(arguments: [
        (#"ENV{A}="1""#, "1"), (#"KERNEL=="cali*", ENV{A}="1""#, "1"), (#"KERNEL!="cali*", ENV{A}="1""#, ""),
        (#"KERNEL=="eth*|cali?", ENV{A}="1""#, "1"), (#"KERNEL=="[a-d]ali[0-9]", ENV{A}="1""#, "1"),
        (#"KERNEL=="[!c]*", ENV{A}="1""#, ""), (#"KERNEL=="CALI0", ENV{A}="1""#, ""),
        (#"ENV{INTERFACE}=="cali*", ENV{A}="1""#, "1"), (#"SUBSYSTEM=="net", ACTION=="add", ENV{A}="1""#, "1"),
        (#"ACTION=="add|change", SUBSYSTEM!="net", ENV{A}="1""#, ""), (#"ENV{B}=="", ENV{A}="1""#, "1"),
        (#"ENV{B}=="?*", ENV{A}="1""#, ""), (#"ENV{B}!="?*", ENV{A}="1""#, "1"), (#"ENV{B}=="|x", ENV{A}="1""#, "1"),
        (#"DEVPATH=="/devices/virtual/*", ENV{A}="1""#, "1"), (#"DRIVERS=="?*", ENV{A}="1""#, ""),
        (#"ATTR{type}=="1", ENV{A}="1""#, "1"), (#"ATTR{device/vendor}!="x", ENV{A}="1""#, ""),
        (#"NAME=="", ENV{A}="1""#, "1"), (#"KERNELS=="cali0", SUBSYSTEMS=="net", ENV{A}="1""#, "1"),
        ("ENV{A}=\"1\"\nENV{A}+=\"b\"\nENV{A}==\"1 b\", ENV{A}=\"2\"", "2"), ("ENV{A}=\"1\"\nENV{A}=\"\"", ""),
        ("ENV{A}=\"1\"\nENV{A}:=\"2\"\nENV{A}=\"3\"", "3"), (#"ENV{A}="$kernel""#, "cali0"), (#"ENV{A}="%k""#, "cali0"),
        ("TAG+=\"t\"\nTAG==\"t\", ENV{A}=\"1\"", "1"), ("TAG==\"t\", ENV{A}=\"1\"", ""),
        ("TAG+=\"t\"\nTAG-=\"t\"\nTAG==\"t\", ENV{A}=\"1\"", ""),
        ("IMPORT{builtin}=\"net_setup_link\"\nENV{A}=\"$env{ID_NET_DRIVER}\"", "veth"),
    ])
    func `a rule applies where all of its keys hold`(_ text: String, _ expected: String) {
        #expect(Self.value(text) == expected)
    }

    @Test(arguments: [
        ("GOTO=\"end\"\nENV{A}=\"1\"\nLABEL=\"end\"", ""), ("GOTO=\"none\"\nENV{A}=\"1\"", "1"),
        ("LABEL=\"up\"\nENV{A}=\"1\"\nGOTO=\"up\"", "1"),
        ("KERNEL==\"eth0\", GOTO=\"end\"\nENV{A}=\"1\"\nLABEL=\"end\"", "1"),
        ("GOTO=\"end\", ENV{A}=\"1\"\nENV{A}=\"2\"\nLABEL=\"end\"", "1"),
        ("ENV{A}=\"1\", KERNEL==\"eth*\"", ""), ("# ENV{A}=\"1\"", ""), ("ENV{A}=\"1\" # note", ""),
        ("ENV{A}=\\\n  \"1\"", "1"), ("KERNEL==\"cali0\", \\\n# between\nENV{A}=\"1\"", "1"), ("ENV{A}=\"1\" \\", ""),
        ("ENV{A}=\"1\", FOO==\"x\"", ""), ("ENV{A}=\"1", ""), ("ENV{A}=1", ""),
        ("ENV{SUBSYSTEM}=\"x\", ENV{A}=\"1\"", ""),
        ("ENV{A}-=\"1\"", ""), ("KERNEL=\"x\", ENV{A}=\"1\"", ""), ("ENV{A}=\"1\" ENV{A}=\"2\"", "2"),
        ("OPTIONS=\"nonsense\", ENV{A}=\"1\"", "1"), ("ENV{A}=\"1\"\r\nENV{A}=\"2\"\r\n", "2"),
    ])
    func `lines, labels and what udev drops`(_ text: String, _ expected: String) {
        #expect(Self.value(text) == expected)
    }

    @Test(arguments: [
        // A line that is broken counts up to there before 243, and not at all since.
        (#"ENV{A}="1" # note"#, 239, "1"), (#"ENV{A}="1" # note"#, 243, ""),
        // A comment ends a continued line before 243.
        ("KERNEL!=\"cali0\", \\\n# between\nENV{A}=\"1\"", 239, "1"),
        ("KERNEL!=\"cali0\", \\\n# between\nENV{A}=\"1\"", 243, ""),
        (#"ENV{A}=e"\x31""#, 244, ""), (#"ENV{A}=e"\x31""#, 247, "1"), (#"ENV{A}=e"\q""#, 252, ""),
        (#"KERNEL==i"CALI*", ENV{A}="1""#, 252, ""), (#"KERNEL==i"CALI*", ENV{A}="1""#, 257, "1"),
        (#"ENV{B}=="|x", ENV{A}="1""#, 243, ""), (#"ENV{B}=="|x", ENV{A}="1""#, 239, "1"),
        ("TAG+=\"tag\"\nTAG==\"t*\", ENV{A}=\"1\"", 239, ""), ("TAG+=\"tag\"\nTAG==\"t*\", ENV{A}=\"1\"", 244, "1"),
        (#"IMPORT{builtin}="nothing", ENV{A}="1""#, 219, "1"), (#"IMPORT{builtin}="nothing", ENV{A}="1""#, 252, ""),
        (#"LABEL=="x", ENV{A}="1""#, 219, "1"), (#"LABEL=="x", ENV{A}="1""#, 252, ""),
        (#"SYMLINK-="x", ENV{A}="1""#, 252, ""), (#"SYMLINK-="x", ENV{A}="1""#, 254, "1"),
    ])
    func `each version of udev has its own way`(_ text: String, _ version: Int, _ expected: String) {
        #expect(Self.value(text, version: version) == expected)
    }

    @Test(arguments: [
        #"PROGRAM=="/bin/x", ENV{A}="1""#, #"IMPORT{program}="/bin/x""#, #"IMPORT{file}="/etc/x""#, #"IMPORT{db}="A""#,
        #"IMPORT{cmdline}="A""#, #"SYSCTL{kernel.ostype}=="Linux", ENV{A}="1""#, #"CONST{virt}=="none", ENV{A}="1""#,
        #"ATTR{address}=="02:*", ENV{A}="1""#, #"TEST=="/etc/x", ENV{A}="1""#, #"ENV{A}="$attr{address}""#,
        "PROGRAM=\"/bin/x\", ENV{B}=\"1\"\nENV{B}==\"1\", ENV{A}=\"1\"",
        "PROGRAM==\"/bin/x\", GOTO=\"end\"\nENV{A}=\"1\"\nLABEL=\"end\"",
    ])
    func `what nobody knows before leaves open what hangs on it`(_ text: String) {
        #expect(Self.value(text) == nil)
        // What comes after does not hang on it.
        #expect(Self.value(text + "\nENV{A}=\"1\"") == "1")
    }

    @Test func `what holds either way is certain`() {
        #expect(Self.value("PROGRAM==\"/bin/x\", ENV{A}=\"1\"\nPROGRAM!=\"/bin/x\", ENV{B}=\"1\"\nENV{A}=\"2\"") == "2")
        #expect(Self.value("ENV{A}=\"1\"\nPROGRAM==\"/bin/x\", ENV{A}=\"1\"") == "1")
        #expect(Self.value("ATTR{address}==\"02:*\", KERNEL==\"eth*\", ENV{A}=\"1\"") == "")
        #expect(Self.value("ATTR{address}==\"02:*\", GOTO=\"end\"\nLABEL=\"end\"\nENV{A}=\"1\"") == "1")
        #expect(Self.value(#"KERNEL=="cali*", IMPORT{parent}="ID_*", ENV{A}="1""#) == "")
    }

    @Test func `an interface of which only the name is known leaves more open`() {
        #expect(Self.value(#"KERNEL=="cali*", ENV{A}="1""#, kind: .unknown) == "1")
        #expect(Self.value(#"DRIVERS=="?*", ENV{A}="1""#, kind: .unknown) == nil)
        #expect(Self.value(#"ENV{DEVTYPE}=="gadget", ENV{A}="1""#, kind: .unknown) == nil)
        #expect(Self.value(#"ENV{DEVTYPE}=="vxlan", ENV{A}="1""#, name: "vxlan.calico", kind: .vxlan) == "1")
    }

    @Test(.timeLimit(.minutes(5))) func `tangled and large files take no longer than their length`() {
        let jumps = (0..<3_000).map { "ATTR{address}==\"\($0)\", GOTO=\"l\(3_000 - $0)\"\nLABEL=\"l\($0)\"" }
        #expect(Self.value(jumps.joined(separator: "\n") + "\nENV{A}=\"1\"") == "1")
        let stars = String(repeating: "*a", count: 4000) + "b"
        #expect(
            Self.value("ENV{B}=\"\(String(repeating: "a", count: 500))\"\nENV{B}==\"\(stars)\", ENV{A}=\"1\"") == "")
        let names = (0..<3_000).map { "ENV{B\($0)}=\"1\"\nATTR{address}==\"x\", ENV{C\($0)}=\"$env{B\($0)}\"" }
        #expect(Self.value(names.joined(separator: "\n")) == "")
        let reads = (0..<3_000).map { "ENV{B\($0)}=\"1\"\nIMPORT{builtin}=\"net_id\"\nIMPORT{parent}=\"X\($0)\"" }
        #expect(Self.value(reads.joined(separator: "\n")) == "")
        #expect(Self.value(reads.joined(separator: "\n"), kind: .unknown) == nil)
        // A line that udev does not take in leaves everything open.
        #expect(Self.value("ENV{A}=\"\(String(repeating: "a", count: 20_000))\"") == nil)
    }
}
