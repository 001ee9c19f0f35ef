import Foundation
import Node
import SystemPackage
import TestSupport
import Testing

@Suite struct ScratchDirectoryTests {
    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func `it is gone with the value, and nobody else can enter it meanwhile`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/scratch"
        do {
            let scratch = try ScratchDirectory("scratch", in: FilePath(folder.path))
            _ = try scratch.makeDirectory("conf.d")
            try scratch.write([1], to: "a.conf", in: "/conf.d")
            #expect(try mode(path) == 0o700)
            #expect(FileManager.default.fileExists(atPath: path + "/conf.d/a.conf"))
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `what a killed run left is cleared, and what a link in it leads to stays`() throws {
        let folder = try TemporaryFolder()
        try folder.write("theirs", to: "outside/file")
        for path in ["scratch/conf.d/sub/a.conf", "scratch/b.conf"] { try folder.write("left", to: path) }
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/scratch/conf.d/link", withDestinationPath: folder.path + "/outside")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path + "/scratch")
        let scratch = try ScratchDirectory("scratch", in: FilePath(folder.path))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/scratch").isEmpty)
        #expect(folder.text("outside/file") == "theirs")
        withExtendedLifetime(scratch) {}
    }

    @Test(arguments: ["mkdir scratch; chmod 755 scratch", "echo x >scratch", "ln -s outside scratch", "mkfifo scratch"])
    func `what is no directory of ours is left alone`(make: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("theirs", to: "outside/file")
        let made = try Run("bash", ["-euc", "cd \(folder.path); \(make)"])
        try #require(made.status == 0, "\(made.errors)")
        #expect(throws: FileError.self) { try ScratchDirectory("scratch", in: FilePath(folder.path)) }
        #expect(folder.text("outside/file") == "theirs")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["outside", "scratch"])
    }
}
