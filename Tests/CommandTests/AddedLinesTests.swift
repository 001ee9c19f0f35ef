import TestSupport
import Testing

/// What an administrator adds to nmfence's file, or copies from it, is the administrator's.
@Suite struct `What somebody added` {
    private static let path = Image.dropIns + "/zz-nmfence.conf"
    private static let mark = "# Written by 'nmfence fix'; 'nmfence revert' takes it back."

    private func image(_ files: [String: String]) throws -> Image {
        let image = try Image()
        for (path, text) in files { try image.folder.write(text, to: path) }
        return image
    }

    private func fixed() throws -> (Image, String) {
        let image = try Image()
        #expect(try image.nmfence("fix").status == 0)
        return (image, try #require(image.folder.text(Self.path)))
    }

    @Test(arguments: [
        "zz-nmfence.conf.bak", "90-mine.conf", "zz-nmfence.conf~", ".zz-nmfence.conf.swp", "zz-nmfence.conf.rpmsave",
    ])
    func `to the folder by a copy of the file stays behind a revert`(name: String) throws {
        let (image, text) = try fixed()
        try image.folder.write(text, to: Image.dropIns + "/" + name)
        let run = try image.nmfence("revert")
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(try image.folder.names(in: Image.dropIns) == [name])
        #expect(image.folder.text(Image.dropIns + "/" + name) == text)
    }

    @Test func `as a link of the file's name stays behind a revert`() throws {
        let (image, text) = try fixed()
        try image.folder.write(text, to: "etc/fence")
        #expect(try Run("ln", ["-sf", "../../fence", image.folder.path + "/" + Self.path]).status == 0)
        #expect(try image.nmfence("revert").status == 0)
        #expect(image.folder.text(Self.path) == text)
    }

    private static let additions = [
        "[main]\nno-auto-default=*\n", "[device-x]\nmatch-device=interface-name:eth9\nmanaged=1\n",
        "# a word to remember\n",
        "  [ifupdown]\n  managed = true\n",
    ]

    @Test(arguments: additions) func `to the file stays when a fix changes the list`(addition: String) throws {
        let (image, text) = try fixed()
        let shortened = text.replacing(";interface-name:tunl*", with: ";interface-name:eth7")
        for changed in [shortened + "\n" + addition, shortened.replacing("[keyfile]", with: addition + "[keyfile]")] {
            try image.folder.write(changed, to: Self.path)
            let run = try image.nmfence("fix")
            #expect(run.status == 0, "\(run.output)\(run.errors)")
            let after = try #require(image.folder.text(Self.path))
            #expect(after.contains(addition), "\(after)")
            #expect(after.contains("=interface-name:eth7;interface-name:cali*;interface-name:tunl*"), "\(after)")
            #expect(after.split(separator: "\n").filter { $0.hasPrefix("unmanaged-devices") }.count == 1, "\(after)")
            #expect(try image.nmfence("check", "-q", "--only", "nm.unmanaged.*").status == 0)
            #expect(try image.nmfence("fix").output.contains("nothing to do"))
        }
    }

    @Test(arguments: additions.filter { !$0.hasPrefix("#") }) func `to the file stays when a revert takes the list out`(
        addition: String
    ) throws {
        let (image, text) = try fixed()
        try image.folder.write(text + "\n" + addition, to: Self.path)
        let run = try image.nmfence("revert")
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("is kept because of settings added to it"), "\(run.output)")
        let after = try #require(image.folder.text(Self.path))
        #expect(after.contains(addition) && !after.contains("\nunmanaged-devices"), "\(after)")
        #expect(try image.nmfence("revert").output.contains("nothing to do"))
        #expect(try image.nmfence("fix").status == 0)
        #expect(image.folder.text(Self.path)?.contains(addition) == true)
        #expect(try image.nmfence("check", "-q", "--only", "nm.unmanaged.*").status == 0)
    }

    @Test func `to the file of which only the first line is left is not needed for the list to come back`() throws {
        let image = try image([Self.path: Self.mark])
        #expect(try image.nmfence("fix").status == 0)
        #expect(try image.nmfence("check", "-q", "--only", "nm.unmanaged.*").status == 0)
        #expect(image.folder.text(Self.path)?.hasSuffix("egress.calico\n") == true)
    }

    @Test func `to a file that has to get another name is named with its line, and nothing is changed`() throws {
        let (image, text) = try fixed()
        try image.folder.write(text + "\n[main]\ndns=none\n", to: Self.path)
        try image.folder.write("[keyfile]\nunmanaged-devices=interface-name:eth9\n", to: Image.dropIns + "/zzz.conf")
        let before = try image.listing()
        let run = try image.nmfence("fix")
        #expect(run.status == 1, "\(run.output)\(run.errors)")
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).count + 1
        #expect(
            run.errors.contains("zz-nmfence.conf:\(line) sets [main], which nmfence did not write"), "\(run.errors)")
        #expect(try image.listing() == before)
    }

    @Test func `to a file that took the place of another one is named with its line, and nothing is changed`() throws {
        let image = try image([Self.path: "[keyfile]\nunmanaged-devices=interface-name:eth9\n"])
        #expect(try image.nmfence("fix", "--adopt").status == 0)
        let text = try #require(image.folder.text(Self.path))
        try image.folder.write(text + "[main]\ndns=none\n", to: Self.path)
        let before = try image.listing()
        let run = try image.nmfence("revert")
        #expect(run.status == 1, "\(run.output)\(run.errors)")
        #expect(run.errors.contains("sets [main], which would be lost"), "\(run.errors)")
        #expect(try image.listing() == before)
    }
}
