import KeyFile
import Testing

@Suite struct KeyFileTests {
    func parse(_ text: String) throws -> KeyFile { try KeyFile(parsing: Array(text.utf8)) }

    @Test func `a repeated key keeps every line and answers with the last`() throws {
        let file = try parse("[a]\nk=1\n\n# c\nk = 2\n[b]\nx=\n[a]\nk=3\n")
        let group = try #require(file.group("a"))
        #expect(group.headerLines == [1, 8])
        #expect(group.entries.map(\.line) == [2, 5, 9])
        #expect(group.entries.map(\.value) == ["1", "2", "3"])
        #expect(group.value(of: "k") == "3")
        #expect(file.groups.map(\.name) == ["a", "b"])
        #expect(file.group("b")?.value(of: "x") == "")
    }

    @Test func `operators stay part of the key and semicolons begin no comment`() throws {
        let file = try parse("[keyfile]\nunmanaged-devices+=a;b # c \n;d=e\n")
        #expect(file.groups[0].entries.map(\.key) == ["unmanaged-devices+", ";d"])
        #expect(file.groups[0].value(of: "unmanaged-devices+") == "a;b # c ")
    }

    @Test func `invalid UTF-8 in a value is kept byte for byte`() throws {
        let file = try KeyFile(parsing: Array("[g]\nk=".utf8) + [0xFF, 0xFE, 0x41, 10])
        #expect(file.groups[0].value(of: "k")?.bytes == [0xFF, 0xFE, 0x41])
    }

    @Test(arguments: [
        ("k=v\n", 1, KeyFileError.Reason.keyOutsideGroup),
        ("[a]\nx=1\nrubbish\ny=2\n", 3, .malformedLine),
        ("[a]\nx=1\\\nwrapped\n", 3, .malformedLine),
        ("\u{FEFF}[a]\nx=1\n", 1, .malformedLine),
        ("# c\n\n[a]\n[b\n", 4, .malformedLine),
        ("[a]\n[]\n", 2, .malformedLine),
        ("[a]\nEncoding=latin1\nx=1\n", 2, .encoding),
        ("[a]\n=x\n", 2, .malformedLine),
        ("[a]\nx=1\nk[=2\n", 3, .malformedLine),
    ])
    func `a broken file is refused at its line`(_ text: String, _ line: Int, _ reason: KeyFileError.Reason) {
        let error = #expect(throws: KeyFileError.self) { try parse(text) }
        #expect(error?.line == line)
        #expect(error?.reason == reason)
        #expect(error?.message.isEmpty == false)
    }

    @Test func `empty files, CRLF, missing final newlines and leading space are sound`() throws {
        #expect(try parse("").groups.isEmpty)
        #expect(try parse("\r\n \r\n").groups.isEmpty)
        let file = try parse("  [a]  \r\n  k  =  v  \r\nl=w")
        #expect(file.groups[0].value(of: "k") == "v  ")
        #expect(file.groups[0].entries.map(\.line) == [2, 3])
    }

    @Test func `a header with stray bytes behind it has its line`() throws {
        let file = try KeyFile(parsing: Array("[k]".utf8) + [0x80, 0, 50, 10] + Array("a=b\n".utf8))
        #expect(file.group("k")?.headerLines == [1])
        #expect(file.group("k")?.entries.map(\.line) == [2])
    }

    @Test func `text and lists are unescaped as GLib does`() {
        #expect(KeyFile.unescaped("a\\sb") == "a b")
        #expect(KeyFile.unescaped(RawText([0xFF])) == nil)
        #expect(KeyFile.stringList("a,b\\,c,") == ["a", "b,c"])
        #expect(KeyFile.joined(stringList: ["a", "b,c"]) == "a,b\\,c")
    }

    @Test(arguments: [
        ("cali*", "cali", true), ("cali*", "cali1", true), ("cali*", "Cali1", false), ("em?", "em1", true),
        ("em?", "em11", false), ("[c]ali*", "cali0", false), ("em\\*", "em\\1", true), ("*x*y", "axby", true),
        ("", "", true), ("?", "", false),
    ])
    func `globs are GLib's`(_ pattern: String, _ text: String, _ expected: Bool) {
        #expect(Glob(RawText(pattern)).matches(RawText(text)) == expected)
    }

    @Test(
        arguments: [
            ([0xE4], [0xE4], true), ([42, 0xE4], [97, 98, 0xE4], true),
            ([97, 42, 98, 63, 99, 0xE4], [97, 98, 120, 99, 0xE4], true),
            ([97, 42, 98, 63, 99, 0xE4], [97, 98, 99, 0xE4], false), ([97, 42, 98], [97, 0xFF, 98], true),
            ([63], [0xE4], true), ([42], [], true),
        ] as [([UInt8], [UInt8], Bool)])
    func `globs and names that are not UTF-8 do not bring GLib down`(
        _ pattern: [UInt8], _ text: [UInt8], _ expected: Bool
    ) {
        #expect(Glob(RawText(pattern)).matches(RawText(text)) == expected)
    }
}
