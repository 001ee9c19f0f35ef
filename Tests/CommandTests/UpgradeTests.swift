import TestSupport
import Testing

/// `Tests/Fixtures/written-by-0.1.0` holds the file that the first builds of 0.1.0 wrote, byte for byte: nodes have it,
/// and it stays when the words of the template change.
@Suite struct `What 0.1.0 wrote` {
    private static let path = Image.dropIns + "/zz-nmfence.conf"

    private func recorded() throws -> String {
        let text = try Run("cat", [Repository.path("Tests/Fixtures/written-by-0.1.0/zz-nmfence.conf")]).output
        try #require(text.count > 1000)
        return text
    }

    private func image(_ text: String) throws -> Image {
        let image = try Image()
        try image.folder.write(text, to: Self.path)
        return image
    }

    @Test func `is recognised and conforms`() throws {
        let image = try image(recorded())
        #expect(try image.nmfence("check", "-q", "--only", "nm.unmanaged.*").status == 0)
        // Without --adopt, which the file of somebody else needs.
        let run = try image.nmfence("fix")
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(try image.folder.names(in: Image.dropIns) == ["zz-nmfence.conf"])
    }

    @Test func `is replaced where more is asked for`() throws {
        let image = try image(recorded())
        let run = try image.nmfence("fix", "--pattern", "lb-*")
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("replaced"), "\(run.output)")
        let text = try #require(image.folder.text(Self.path))
        let lists = text.split(separator: "\n").filter { $0.hasPrefix("unmanaged-devices") }
        #expect(lists.count == 1, "\(text)")
        #expect(lists.allSatisfy { $0.contains("interface-name:cali*") && $0.contains("interface-name:lb-*") })
        #expect(try image.nmfence("diff", "--pattern", "lb-*").status == 0)
        #expect(try image.folder.names(in: Image.dropIns) == ["zz-nmfence.conf"])
    }

    @Test func `is reverted, before and after it was replaced`() throws {
        for patterns in [[], ["lb-*"]] {
            let image = try image(recorded())
            for pattern in patterns { #expect(try image.nmfence("fix", "--pattern", pattern).status == 0) }
            let run = try image.nmfence("revert")
            #expect(run.status == 0, "\(run.output)\(run.errors)")
            #expect(try image.folder.names(in: Image.dropIns) == [])
        }
    }

    @Test func `in place of an adopted file is reverted to that file`() throws {
        let image = try image(recorded())
        let adopted = "[keyfile]\nunmanaged-devices=interface-name:eth9\n"
        try image.folder.write(adopted, to: Self.path + ".nmfence-saved")
        #expect(try image.nmfence("revert").status == 0)
        #expect(image.folder.text(Self.path) == adopted)
        #expect(try image.folder.names(in: Image.dropIns) == ["zz-nmfence.conf"])
    }
}
