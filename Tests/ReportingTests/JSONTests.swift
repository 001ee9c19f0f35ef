import Base
import Foundation
import Testing

@testable import Reporting

@Suite("JSON")
struct JSONTests {
    @Test func `a document starts with its version and ends in a line feed`() {
        let text = JSON.document([("b", .null), ("a", .array([]))])
        #expect(text == "{\n  \"schemaVersion\": 2,\n  \"b\": null,\n  \"a\": []\n}\n")
    }

    @Test(arguments: ["", "plain", "\u{1B}[2J", "a\"b\\c\n\t\r\u{0}", "\u{202E}abc", "é😀\u{10FFFF}", "\u{7F}\u{9B}"])
    func `any text survives a foreign parser, and no control character is left bare`(_ text: String) throws {
        let document = JSON.document([("text", .string(text))])
        let parsed = try JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String: Any]
        #expect(parsed?["text"] as? String == text)
        #expect(document.unicodeScalars.allSatisfy { $0 == "\n" || $0.isPrintable })
    }
}

@Suite("Printable text")
struct PrintableTests {
    @Test(arguments: [
        ("cali1a2b3c", "cali1a2b3c"), ("\u{1B}[2J", "\\x1b[2J"), ("a\nb", "a\\x0ab"), ("\u{9B}1m", "\\x9b1m"),
        ("\u{202E}x", "\\u{202e}x"), ("é ü", "é ü"),
    ])
    func `what a terminal would obey is escaped`(_ text: String, _ expected: String) {
        #expect(text.printable == expected)
    }
}
