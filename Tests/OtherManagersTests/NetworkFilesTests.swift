import Base
import NetworkManagerConfiguration
import Node
import OtherManagers
import SystemPackage
import TestSupport
import Testing

@Suite struct NetworkFilesTests {
    @Test(arguments: NetworkCase.sections)
    func `a section of matches holds as in systemd`(_ row: NetworkCase) throws {
        #expect(try row.outcome() == row.expected)
    }

    @Test(arguments: NetworkCase.machines)
    func `a section may ask for a machine`(_ row: NetworkCase) throws {
        #expect(try row.outcome() == row.expected)
    }

    @Test(arguments: NetworkCase.orders)
    func `the first file that matches applies`(_ row: NetworkCase) throws {
        #expect(try row.outcome() == row.expected)
    }

    @Test func `a file that systemd-networkd may not read does not count`() throws {
        let folder = try TemporaryFolder()
        try folder.write("systemd-network:x:998:997::/:/bin/false\n", to: "etc/passwd")
        try folder.write("[Match]\nName=*\n[Link]\nUnmanaged=yes\n", to: "etc/systemd/network/10-a.network")
        try folder.write("[Match]\nName=*\n", to: "etc/systemd/network/20-b.network")
        let path = FilePath(folder.path).appending("etc/systemd/network/10-a.network").string
        #expect(try Run("chmod", ["0600", path]).status == 0)
        let files = try NetworkFiles(in: RootDirectory(FilePath(folder.path)), for: 252, on: HostTraits())
        #expect(files.files.map(\.path.lastComponent?.string) == ["20-b.network"])
    }

    @Test func `the names that files speak of are tried`() throws {
        let folder = try TemporaryFolder()
        try folder.write("[Match]\nName=cali7* eth0\n", to: "etc/systemd/network/10-a.network")
        let files = try NetworkFiles(in: RootDirectory(FilePath(folder.path)), for: 252, on: HostTraits())
        let names = files.names(like: "cali1a2b3c4d5e6") { $0.hasPrefix("cali") }
        #expect(names.first == "cali1a2b3c4d5e6")
        #expect(
            names.contains {
                if case .managed = files.decision(for: LinkTraits(name: $0, kind: .veth)) { true } else { false }
            })
    }

    @Test(arguments: [(245, 0), (246, 1), (248, 1), (249, 2), (255, 2), (256, 3)])
    func `each setting about others' routes is known from its version on`(version: Int, count: Int) throws {
        let known = NetworkdSettings.Foreign.allCases.filter { version >= $0.since }
        #expect(known.count == count)
        let folder = try TemporaryFolder()
        for file in NetworkdFence.files(for: ["cali*", "tunl0"]) {
            try folder.write(file.text, to: String(file.path.string.dropFirst()))
        }
        let root = try RootDirectory(FilePath(folder.path))
        let settings = try NetworkdSettings(in: root, for: version)
        #expect(known.allSatisfy { !settings.takesAway($0) && settings.evidence(of: $0) != nil })
        let files = try NetworkFiles(in: root, for: version, on: HostTraits())
        for link in [LinkTraits.veth, .ipip] {
            guard case .unmanaged = files.decision(for: link) else { Issue.record("\(link.names)"); continue }
        }
    }

    @Test func `the last assignment in drop-ins counts, and a word that is none does not`() throws {
        let folder = try TemporaryFolder()
        try folder.write("[Network]\nManageForeignRoutes=no\n", to: "etc/systemd/networkd.conf")
        try folder.write("[Network]\nManageForeignRoutes=yes\n", to: "usr/lib/systemd/networkd.conf.d/10.conf")
        let root = try RootDirectory(FilePath(folder.path))
        #expect(try NetworkdSettings(in: root, for: 252).takesAway(.routes))
        try folder.write(
            "[Network]\nManageForeignRoutes=No\nManageForeignRoutes=never\n", to: "run/systemd/networkd.conf.d/20.conf")
        #expect(try !NetworkdSettings(in: root, for: 252).takesAway(.routes))
    }

    @Test(arguments: [(247, true), (248, false)])
    func `udev reads drop-ins of its files from 248 on`(version: Int, isMatched: Bool) throws {
        let folder = try TemporaryFolder()
        try folder.write("[Match]\nOriginalName=*\n", to: "etc/systemd/network/10-a.link")
        try folder.write("[Match]\nDriver=vxlan\n", to: "etc/systemd/network/10-a.link.d/x.conf")
        let files = try LinkFiles(in: RootDirectory(FilePath(folder.path)), for: version, on: HostTraits())
        #expect((files.file(for: .veth) != nil) == isMatched)
    }

    /// As udevadm test-builtin net_setup_link says on Debian 12 and 13.
    @Test(arguments: [
        ("OriginalName=cali*\nSSID=home", true), ("OriginalName=cali*\nBSSID=52:54:00:12:34:56", true),
        ("OriginalName=cali*\nName=eth0", true), ("Driver=veth\nOriginalName=verylongnameofaninterface*", true),
        ("OriginalName=cali*\nDriver=vxlan", false),
    ])
    func `a .link file has no keys of wireless networks, and its names are the kernel's`(match: String, holds: Bool)
        throws
    {
        for version in [252, 257] {
            let folder = try TemporaryFolder()
            let text = "[Match]\n\(match)\n[Link]\nMACAddressPolicy=none\n"
            try folder.write(text, to: "etc/systemd/network/10-a.link")
            let files = try LinkFiles(in: RootDirectory(FilePath(folder.path)), for: version, on: HostTraits())
            #expect((files.file(for: .veth) != nil) == holds, "systemd \(version)")
        }
    }

    /// As seen of the systemd of Debian 11 and of Debian 12.
    @Test(arguments: [(247, true), (252, false), (257, false)])
    func `a header with a quote ends the file for newer versions only`(version: Int, isTaken: Bool) throws {
        for odd in ["[Match\"]\nName=eth0\n", "[Net'work]\n", "[a\\b]\n"] {
            let folder = try TemporaryFolder()
            let text = "[Match]\nName=cali*\n[Network]\nDHCP=yes\n" + odd
            try folder.write(text, to: "etc/systemd/network/10-a.network")
            let files = try NetworkFiles(in: RootDirectory(FilePath(folder.path)), for: version, on: HostTraits())
            let found = if case .managed = files.decision(for: .veth) { true } else { false }
            #expect(found == isTaken, "\(odd)")
        }
    }

    /// What a name means to NetworkManager it means to systemd: nothing but stars and question marks are wild.
    @Test(
        arguments: [
            ("cali*", ["cali0"], ["xcali0"]), ("a[0]*", ["a[0]1"], ["a01", "a1"]), ("!x*", ["!x1"], ["x1", "eth0"]),
            (#"b\?"#, [#"b\c"#], ["bc", "b?"]), ("q'\"?", ["q'\"1"], ["q1"]), ("#{{x}}", ["#{{x}}"], ["x"]),
            ("c]*", ["c]1"], ["c1"]), (";d", [";d"], ["d"]), ("12*", ["12a"], ["a12"]),
        ], [243, 245, 247, 252, 257])
    func `a name of NetworkManager's means the same in the files for networkd`(
        pattern: (String, [String], [String]), version: Int
    ) throws {
        let folder = try TemporaryFolder()
        for file in NetworkdFence.files(for: ["tunl*", pattern.0, "vxlan.calico"]) {
            try folder.write(file.text, to: String(file.path.string.dropFirst()))
        }
        let files = try NetworkFiles(in: RootDirectory(FilePath(folder.path)), for: version, on: HostTraits())
        for (names, isFenced) in [(pattern.1 + ["tunl0", "vxlan.calico"], true), (pattern.2, false)] {
            for name in names {
                let isUnmanaged =
                    if case .unmanaged = files.decision(for: LinkTraits(name: name, kind: .veth)) { true } else {
                        false
                    }
                #expect(isUnmanaged == isFenced, "\(name)")
            }
        }
    }

    @Test func `a name that systemd cannot take is left out and named, and those beside it count`() throws {
        for version in [241, 243, 257] {
            let folder = try TemporaryFolder()
            let patterns = ["cali*", "a%b", "é*", "a:b", "a-name-that-is-long*", "tunl0"]
            for file in NetworkdFence.files(for: patterns) {
                try folder.write(file.text, to: String(file.path.string.dropFirst()))
            }
            let root = try RootDirectory(FilePath(folder.path))
            let files = try NetworkFiles(in: root, for: version, on: HostTraits())
            for name in ["cali0", "tunl0"] {
                guard case .unmanaged = files.decision(for: LinkTraits(name: name, kind: .veth)) else {
                    Issue.record("\(name), systemd \(version)")
                    continue
                }
            }
            let text = try #require(folder.text("etc/systemd/network/20-calico.network"))
            #expect(text.contains("takes no such name: a%b é* a:b\n"), "\(text)")
        }
    }

    @Test func `a name can be found that sorts before another file`() {
        #expect(NetworkdFence.name(before: "90-default.network") { _ in false } == "20-calico.network")
        #expect(NetworkdFence.name(before: "10-netplan-all.network") { _ in false } == "10-calico.network")
        #expect(NetworkdFence.name(before: "10-all.network") { _ in false } == "05-calico.network")
        #expect(NetworkdFence.name(before: "90-default.network") { $0 == "20-calico.network" } == "10-calico.network")
        #expect(NetworkdFence.name(before: "!!.network") { _ in false } == nil)
    }
}
