import Fence
import NetworkManagerConfiguration
import Node
import OtherManagers
import SystemPackage
import TestSupport
import Testing

/// What ifupdown reads of interfaces(5). Each case is what `ifquery --list --allow auto -i FILE` of ifupdown 0.8.41
/// gave for the same files.
@Suite struct InterfaceStanzasTests {
    private static let main = "etc/network/interfaces"

    @Test(
        arguments: [
            ("auto a\\\nb\n", ["ab"]), ("auto b\\\nauto e\n", ["bauto", "e"]), ("auto c \\\n d\n", ["c", "d"]),
            ("# comment \\\nauto e\n", ["e"]), ("auto a \\\n#b\n", ["a", "#b"]), ("auto c \\\n\nauto d\n", ["c", "d"]),
            ("   \\\nauto g\n", ["g"]), ("auto x\r\n", ["x"]), ("auto j # k\n", ["j", "#", "k"]),
            ("auto unended\\", ["unended"]), ("no-auto-down l\n\tauto m\n", ["m"]),
        ] as [(String, [String])])
    func `lines continue, and comments do not`(text: String, names: [String]) throws {
        #expect(try Self.names([Self.main: text]) == names)
    }

    @Test(
        arguments: [
            ("source interfaces.d/*\n", ["a", "b.cfg"]), ("source-directory interfaces.d\n", ["a"]),
            ("source-directory inter*\nauto end\n", ["a", "end"]), ("source */b.cfg\n", ["b.cfg"]),
            ("source interfaces.d\nauto end\n", ["end"]), ("source /etc/network/interfaces.d/a missing\n", ["a"]),
        ] as [(String, [String])])
    func `what a line includes comes before the next line`(text: String, names: [String]) throws {
        let files = [
            Self.main: text, "etc/network/interfaces.d/a": "auto a\n", "etc/network/interfaces.d/b.cfg": "auto b.cfg\n",
            "etc/network/interfaces.d/.hidden": "auto hidden\n", "etc/network/interfaces.d/sub/c": "auto c\n",
        ]
        #expect(try Self.names(files) == names)
    }

    @Test func `what only a shell can expand leaves the answer open`() throws {
        let folder = try TemporaryFolder()
        try folder.write("source $HOME/interfaces\nauto eth0\n", to: Self.main)
        let stanzas = InterfaceStanzas(in: try RootDirectory(FilePath(folder.path)))
        #expect(stanzas.entries.map(\.name) == ["eth0"])
        #expect(stanzas.uncertainty?.description.contains("$HOME/interfaces") == true)
    }

    private static func names(_ files: [String: String]) throws -> [String] {
        let folder = try TemporaryFolder()
        for (path, text) in files { try folder.write(text, to: path) }
        let stanzas = InterfaceStanzas(in: try RootDirectory(FilePath(folder.path)))
        #expect(stanzas.uncertainty == nil)
        return stanzas.entries.map(\.name)
    }
}
