import Testing

@testable import NetworkManager

@Suite struct EscapedTextTests {
    @Test(arguments: [
        ("cali0", "cali0"), ("", ""), (#"em\\1"#, #"em\1"#), (#"\001"#, "\u{1}"), (#"a\177b"#, "a\u{7F}b"), ("ü", "ü"),
        (#"\303\274"#, "ü"), (#"\b\t\n\v\f\r"#, "\u{8}\t\n\u{B}\u{C}\r"), (#"\q"#, "q"), (#"\"x"#, "\"x"),
        (#"end\"#, "end"),
        (#"\1x"#, "\u{1}x"), (#"\12x"#, "\nx"), (#"\0601"#, "01"), (#"\\001"#, #"\001"#),
    ])
    func `escapes are undone`(escaped: String, expected: String) {
        #expect(EscapedText(escaped).unescaped == expected)
        #expect(EscapedText(escaped).bytes == Array(expected.utf8))
    }

    @Test func `bytes that are no text survive as bytes`() {
        #expect(EscapedText(#"a\377b"#).bytes == [0x61, 0xFF, 0x62])
        #expect(EscapedText(#"a\377b"#).unescaped == "a\u{FFFD}b")
    }
}
