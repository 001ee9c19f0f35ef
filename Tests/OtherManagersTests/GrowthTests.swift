import Base
import Fence
import Foundation
import Node
import OtherManagers
import SystemPackage
import TestSupport
import Testing

/// Files of other managers that are longer than anybody's, or name each other round in circles.
@Suite(.serialized) struct `Files of other managers without measure` {
    private func root(_ files: [String: String]) throws -> (TemporaryFolder, RootDirectory) {
        let folder = try TemporaryFolder()
        for (path, text) in files { try folder.write(text, to: path) }
        return (folder, try RootDirectory(FilePath(folder.path)))
    }

    private func seconds(_ body: () throws -> Void) rethrows -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let start = now()
        try body()
        return now() - start
    }

    @Test func `that include each other are read a number of times, and leave the answer open`() throws {
        let (folder, root) = try root(["etc/network/interfaces": "source interfaces\nsource * * *\nauto cali0\n"])
        defer { withExtendedLifetime(folder) {} }
        var stanzas: InterfaceStanzas?
        #expect(seconds { stanzas = InterfaceStanzas(in: root) } < 12)
        let read = try #require(stanzas)
        #expect(read.uncertainty != nil)
        #expect(read.entries.count <= 1_000)
    }

    @Test func `of lines that go on cost what they are long`() throws {
        let lines = String(repeating: "\\\n", count: 200_000) + "auto cali0\n"
        let (folder, root) = try root(["etc/network/interfaces": lines])
        defer { withExtendedLifetime(folder) {} }
        var names: [String] = []
        #expect(seconds { names = InterfaceStanzas(in: root).entries.map(\.name) } < 12)
        #expect(names == ["cali0"])
    }

    @Test func `that may all match are one question each`() throws {
        let files = (0..<600).map { ("etc/systemd/network/\(10_000 + $0).network", "[Match]\nProperty=A=1\n") }
        let (folder, root) = try root(Dictionary(uniqueKeysWithValues: files))
        defer { withExtendedLifetime(folder) {} }
        let network = try NetworkFiles(in: root, for: 252, on: HostTraits())
        var decision = NetworkFiles.Decision.none
        #expect(seconds { decision = network.decision(for: LinkTraits(name: "cali0")) } < 3)
        #expect(decision == .undetermined(network.files[0]))
    }
}
