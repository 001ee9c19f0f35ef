import Glibc
import Node
import SystemPackage
import TestSupport
import Testing

@testable import Remediation

@Suite("AtomicFile")
struct AtomicFileTests {
    let folder: TemporaryFolder
    let file: AtomicFile

    init() throws {
        folder = try TemporaryFolder()
        try folder.makeFolder("conf.d")
        file = AtomicFile(
            directory: try Directory("/conf.d", in: RootDirectory(FilePath(folder.path))), name: "x.conf")
    }

    @Test func `a file is created readable by everybody whatever the umask`() throws {
        let old = umask(0o077)
        defer { umask(old) }
        try file.replace(with: Array("new".utf8))
        #expect(folder.text("conf.d/x.conf") == "new")
        #expect(try file.directory.status(of: "x.conf")?.permissions == FilePermissions(rawValue: 0o644))
        #expect(try folder.names(in: "conf.d") == ["x.conf"])
    }

    @Test func `what a killed run left is neither used nor kept`() throws {
        try folder.write("half", to: "conf.d/.x.conf.nmfence-new")
        try folder.write("old", to: "conf.d/x.conf")
        try file.replace(with: Array("new".utf8))
        #expect(folder.text("conf.d/x.conf") == "new")
        #expect(try folder.names(in: "conf.d") == ["x.conf"])
    }

    @Test func `a link in the file's place is replaced and not written through`() throws {
        try folder.write("elsewhere", to: "target")
        try folder.link("conf.d/x.conf", to: "../target")
        try file.replace(with: Array("new".utf8))
        #expect(folder.text("target") == "elsewhere")
        #expect(try file.directory.status(of: "x.conf")?.kind == .regular)
    }

    @Test func `a link in the temporary file's place is removed and not written through`() throws {
        try folder.write("elsewhere", to: "target")
        try folder.link("conf.d/.x.conf.nmfence-new", to: "../target")
        try file.replace(with: Array("new".utf8))
        #expect(folder.text("target") == "elsewhere")
        #expect(try folder.names(in: "conf.d") == ["x.conf"])
    }

    @Test func `removing what is not there is no error`() throws {
        try file.remove()
        #expect(try folder.names(in: "conf.d").isEmpty)
    }
}
