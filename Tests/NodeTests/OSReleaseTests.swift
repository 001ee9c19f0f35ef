import Base
import Node
import SystemPackage
import TestSupport
import Testing

@Suite struct OSReleaseTests {
    private func read(_ text: String) throws -> OSRelease {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "etc/os-release")
        return OSRelease(in: try RootDirectory(FilePath(folder.path)))
    }

    @Test func `plain, quoted and escaped values are read with their lines`() throws {
        let system = try read("# comment\nID=rhel\nVERSION_ID=\"8.10\"\nNAME='Red Hat'\nX=\"a\\\"b\\$c\"\n")
        #expect(system.id == "rhel")
        #expect(system["VERSION_ID"] == "8.10")
        #expect(system["NAME"] == "Red Hat")
        #expect(system["X"] == "a\"b$c")
        #expect(system.evidence(of: "VERSION_ID")?.line == 3)
        #expect(system.problems.isEmpty)
    }

    @Test(arguments: [
        "ID=$(touch /tmp/owned)", "ID=`id`", "ID=debian; reboot", "ID=\"$(id)\"", "ID=\"${HOME}\"", "ID=a b",
        "ID='a'b'",
        "echo hello", "=debian", "ID=\"debian", "I-D=debian",
    ])
    func `shell in it is a problem with its line and never a value`(line: String) throws {
        let system = try read("\(line)\nVERSION_ID=12\n")
        #expect(system.id == nil)
        #expect(system["VERSION_ID"] == "12")
        #expect(system.problems.map(\.line) == [1])
    }

    @Test func `the later of two assignments counts`() throws {
        #expect(try read("ID=a\nID=b\n").id == "b")
    }

    @Test func `a file of nonsense has no distribution`() throws {
        #expect(try read("ID=\"Debian GNU/Linux\"\n").id == nil)
        #expect(try read("\u{0}\u{1}\n").problems.count == 1)
    }
}
