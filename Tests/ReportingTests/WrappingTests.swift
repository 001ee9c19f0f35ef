import TestSupport
import Testing

@testable import Reporting

@Suite("A paragraph")
struct WrappingTests {
    private static let texts = [
        "", "one", "cali*, tunl*, vxlan.calico would be managed: nothing excludes them", "a  b   c    d",
        String(repeating: "word ", count: 80), String(repeating: "x", count: 300) + " end",
        "unmanaged-devices=" + String(repeating: "interface-name:cali*;", count: 30),
        "Dies ist ein Satz mit Umlauten: äöü, und einem … Zeichen, das in ASCII drei braucht, und noch mehr",
        String(repeating: "接口 ", count: 60), "first line\nsecond line that is long enough to be broken somewhere else",
    ]

    @Test(arguments: texts, [24, 40, 60, 80, 120])
    func `is no wider than the terminal, but for a word that is, and loses no word`(text: String, width: Int) {
        for isUnicode in [true, false] {
            let layout = TextLayout(width: width, isUnicode: isUnicode)
            let lines = layout.paragraph(text, after: ("    head  ", .faint), indent: 8)
                .split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            for line in lines.map(String.init) where line.columns > width {
                // Nowhere to break it, in whatever is left of the line.
                let word = line.drop { $0 == " " }.split(separator: " ").last ?? ""
                #expect(!word.dropLast().contains(";") && String(word).columns > width - 24, "\(line)")
            }
            let all = ["head"] + text.split { $0 == " " || $0 == "\n" }.map { layout.shown(String($0)) }
            let shown = lines.joined(separator: "\n").split { $0 == " " || $0 == "\n" }.joined()
            #expect(shown == all.joined())
            #expect(isUnicode || lines.joined().utf8.allSatisfy { $0 < 0x80 })
        }
    }

    @Test func `is one line where no terminal is`() {
        let text = String(repeating: "word ", count: 80) + "end"
        #expect(TextLayout().paragraph(text) == text + "\n")
    }

    @Test func `has no escape sequences but those of its roles, and none without colour`() {
        let hostile = "a\u{1B}[2Jb\u{202E}c"
        let plain = TextLayout(width: 80).paragraph(hostile, after: ("head ", .bad), .good)
        #expect(plain == "head a\\x1b[2Jb\\u{202e}c\n")
        let coloured = TextLayout(style: TextStyle(isColoured: true), width: 80)
        #expect(
            coloured.paragraph(hostile, after: ("head ", .bad), .good)
                == "\u{1B}[1;31mhead \u{1B}[0m\u{1B}[32ma\\x1b[2Jb\\u{202e}c\u{1B}[0m\n")
    }

    @Test(arguments: [
        (
            "printf '%s|' one 'two  words' \"three $x words\" four && printf '%s' six; echo seven  # a note: it's long",
            true
        ),
        ("x=1; for name in a b c d e f g h; do printf '[%s]' \"$name\"; done; printf '%s' a\\ b c\\ d --option", true),
        ("printf '%s\\n' 'a line that is much longer than the width and has no end' -x", true),
        ("run this as root, on the node itself; it's what may read them all", false),
        ("nothing as long as it stays masked; before it is unmasked: nmfence fix", false),
    ])
    func `that is a command means the same when it is pasted`(text: String, isCommand: Bool) throws {
        #expect(ShellLines.isCommand(text) == isCommand)
        for width in [24, 30, 40, 60, 200] {
            let lines = ShellLines(text, width: width).lines
            guard isCommand else {
                #expect(lines.joined(separator: " ") == text)
                continue
            }
            let pasted = lines.joined(separator: "\n           ")
            #expect(try Run("sh", ["-c", pasted]).output == Run("sh", ["-c", text]).output, "\(pasted)")
        }
    }

    @Test(arguments: [": a", ") b", ". c", "; d", "). e", " f", ""])
    func `shortens a list of names with signs in them to its last`(tail: String) {
        let names = (1...20).map { "interface-name:cali\($0)" }
        let shown = names.prefix(8).joined(separator: ", ")
        #expect(
            ("left " + names.joined(separator: ", ") + tail).withShortLists(most: 8)
                == "left \(shown) and 12 more\(tail)")
    }

    @Test func `cuts lists at a number that can be read, around what decided`() {
        let names = (1...200).map { "cali\($0)" }
        let sentence = "NetworkManager manages \(names.joined(separator: ", ")): pods lose their network"
        #expect(
            TextLayout().sentence(sentence)
                == "NetworkManager manages cali1, cali2, cali3, cali4, cali5, cali6, cali7, cali8 and 192 more: "
                + "pods lose their network"
        )
        #expect(TextLayout(detail: .verbose).sentence(sentence) == sentence)
        #expect(TextLayout().sentence("one, two, and three words, four") == "one, two, and three words, four")
        let line = "unmanaged-devices=" + names.map { "interface-name:\($0)" }.joined(separator: ";")
        let excerpt = TextLayout().quotation(line, around: "interface-name:cali100")
        #expect(excerpt.hasPrefix("unmanaged-devices=…;") && excerpt.hasSuffix(";…"))
        #expect(excerpt.contains(";interface-name:cali100;") && excerpt.count < 140)
        #expect(TextLayout(detail: .verbose).quotation(line, around: "interface-name:cali100") == line)
    }
}
