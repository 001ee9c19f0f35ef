import Node
import SystemPackage
import TestSupport
import Testing

@testable import Fence

@Suite struct UnitLinksTests {
    private let folder: TemporaryFolder
    private let units: UnitLinks

    init() throws {
        folder = try TemporaryFolder()
        units = UnitLinks(in: try RootDirectory(FilePath(folder.path)))
    }

    @Test(arguments: [
        "etc/systemd/system/multi-user.target.wants", "run/systemd/system/a.service.requires",
        "usr/local/lib/systemd/system/b.timer.wants", "usr/lib/systemd/system/c.target.requires",
        "lib/systemd/system/d.target.wants",
    ])
    func `a unit is started by a link in any folder of units`(links: String) throws {
        try folder.link(links + "/wicked.service", to: "/dev/null")
        #expect(try units.start(anyOf: ["connman.service", "wicked.service"]))
        #expect(try !units.start(anyOf: ["connman.service"]))
        #expect(try units.has("wicked.service", in: FilePath("/" + links)))
        #expect(try !units.has("connman.service", in: FilePath("/" + links)))
    }

    @Test func `a link beside the folders of links starts nothing`() throws {
        try folder.link("etc/systemd/system/dbus-x.service", to: "/dev/null")
        try folder.link("etc/systemd/system/wants/x.service", to: "/dev/null")
        #expect(try !units.start(anyOf: ["dbus-x.service", "x.service"]))
    }

    @Test func `with one usr the folder with two names is listed once, and what was listed is not listed again`() throws
    {
        try folder.link("usr/lib/systemd/system/a.wants/one.service", to: "/dev/null")
        try folder.link("lib", to: "usr/lib")
        #expect(try !units.start(anyOf: ["two.service"]))
        try folder.link("usr/lib/systemd/system/b.wants/two.service", to: "/dev/null")
        #expect(try !units.start(anyOf: ["two.service"]))
        #expect(try units.start(anyOf: ["one.service"]))
    }

    @Test func `links that cannot be listed are an error for each who asks that far, and for nobody else`() throws {
        try folder.link("etc/systemd/system/a.wants/one.service", to: "/dev/null")
        try folder.link("etc/systemd/system/b.wants", to: "b.wants")
        for _ in 1...2 { #expect(throws: FileError.self) { try units.start(anyOf: ["two.service"]) } }
        #expect(try units.start(anyOf: ["one.service"]))
    }
}
