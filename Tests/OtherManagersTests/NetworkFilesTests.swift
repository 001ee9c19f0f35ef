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

    @Test func `a name can be found that sorts before another file`() {
        #expect(NetworkdFence.name(before: "90-default.network") { _ in false } == "20-calico.network")
        #expect(NetworkdFence.name(before: "10-netplan-all.network") { _ in false } == "10-calico.network")
        #expect(NetworkdFence.name(before: "10-all.network") { _ in false } == "05-calico.network")
        #expect(NetworkdFence.name(before: "90-default.network") { $0 == "20-calico.network" } == "10-calico.network")
        #expect(NetworkdFence.name(before: "!!.network") { _ in false } == nil)
    }
}
