import Foundation
import TestSupport
import Testing

/// How the file that ships was linked.
@Suite struct `The file that ships` {
    private typealias Segments = ELFFile.Segments
    private typealias Tags = ELFFile.Tags

    private let program: ELFFile

    init() throws { program = try ELFFile(Release.path) }

    private func faults(_ file: ELFFile) -> [String] { file.faults(builtIn: Repository.path) }

    @Test func `is static, lies anywhere, and nothing in it is writable that need not be`() throws {
        #expect(faults(program) == [])
        let symbols = try Run("readelf", ["--wide", "--dyn-syms", Release.path])
        #expect(symbols.status == 0)
        let undefined = symbols.output.split(separator: "\n").filter { $0.contains(" UND ") }
        #expect(undefined.count == 1, "besides the first, which stands for none: \(undefined)")
    }

    /// Without this, a reader that sees nothing would pass.
    @Test func `would not be mistaken for a dynamic one`() throws {
        let other = faults(try ELFFile("/bin/ls"))
        #expect(other.contains("needs an interpreter") && other.contains("needs a library"), "\(other)")
    }

    @Test func `is judged anew for each property`() throws {
        func segment(_ type: UInt32, _ flag: UInt32 = 0) throws -> ELFFile.Segment {
            try #require(program.segments.first { $0.type == type && $0.flags & flag == flag })
        }
        func entry(_ tag: UInt64) throws -> ELFFile.Entry { try #require(program.dynamic.first { $0.tag == tag }) }
        let code = try segment(Segments.load, Segments.executable)
        let spare = try entry(Tags.debug).header
        var large = program
        large.data += Data(count: 22_000_001 - large.data.count)
        var named = program
        named.data += Data("at \(Repository.path)/Sources".utf8)
        for (copy, fault) in [
            (program.with(UInt16(2), at: 16), "lies at a fixed address"),
            (program.with(Segments.interpreter, at: try segment(Segments.note).header), "needs an interpreter"),
            (program.with(Tags.needed, at: spare), "needs a library"),
            (program.with(Tags.runpath, at: spare), "names folders of libraries"),
            (program.with(Tags.rpath, at: spare), "names folders of libraries"),
            (program.with(Tags.relocationText, at: spare), "relocates its code"),
            (
                program.with(Segments.note, at: try segment(Segments.relro).header),
                "has no relocations that become read-only"
            ),
            (program.with(UInt64(0), at: try entry(Tags.flags).header + 8), "binds late"),
            (program.with(UInt32(7), at: try segment(Segments.stack).header + 4), "has an executable stack"),
            (program.with(code.flags | Segments.writable, at: code.header + 4), "has code that can be written"),
            (large, "is larger than 22 MB"),
            (named, "holds the name of the folder that it was built in"),
        ] {
            #expect(faults(copy) == [fault])
        }
    }

    @Test func `has the check sum that lies beside it, and another when a byte is another`() throws {
        let name = URL(fileURLWithPath: Release.path).lastPathComponent
        let copy = try TemporaryFolder()
        try copy.write(try Data(contentsOf: URL(fileURLWithPath: Release.path + ".sha256")), to: name + ".sha256")
        for (data, status) in [(program.data, 0), (program.data + [0], 1)] as [(Data, Int32)] {
            try copy.write(data, to: name)
            #expect(try Run("sha256sum", ["--check", name + ".sha256"], in: copy.path).status == status)
        }
    }

    @Test func `is the one that the debug symbols are of`() throws {
        func identity(_ path: String) throws -> Substring? {
            try Run("readelf", ["--notes", path]).output.split(separator: "\n").first { $0.contains("Build ID: ") }
        }
        #expect(try identity(Release.path) != nil)
        #expect(try identity(Release.path) == identity(Release.path + ".debug"))
        let symbols = try Run("nm", [Release.path + ".debug"]).output
        #expect(symbols.contains(" main\n"))
        #expect(try ELFFile(Release.path + ".debug").data.range(of: Data(Repository.path.utf8)) == nil)
        let sections = try Run("readelf", ["--wide", "--sections", Release.path]).output
        #expect(!sections.contains(".symtab") && !sections.contains(".debug_info"))
        let link = try Run("readelf", ["--string-dump=.gnu_debuglink", Release.path]).output
        #expect(link.contains(URL(fileURLWithPath: Release.path).lastPathComponent + ".debug"), "\(link)")
    }
}
