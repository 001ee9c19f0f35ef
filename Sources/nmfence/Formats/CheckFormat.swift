import Checks
import Reporting

/// The forms of the report of a check, and how each is made.
struct CheckFormat: OutputFormat {
    /// What a form may need to know besides the report.
    struct Wishes {
        /// How a text is laid out.
        let layout: TextLayout
        /// Whether checks that passed are shown where a form leaves them out.
        let perCheck: Bool
        /// When, where and by what the report is made.
        let run: () -> RunDescription
    }

    /// Its name.
    let rawValue: String
    /// The report in this form.
    let text: @Sendable (CheckReport, Wishes) -> String

    static let standard = CheckFormat("text") { $0.text($1.layout, $1.run()) }

    static let allCases = [
        standard,
        CheckFormat("line") { $0.line(atMost: $1.layout.detail == .brief ? StatusLine.length : nil) },
        CheckFormat("json") { $0.json($1.run()) },
        CheckFormat("junit") { $0.junit($1.run()) },
        CheckFormat("tap") { report, _ in report.tap() },
        CheckFormat("prometheus") { $0.prometheus($1.run(), showsAll: $1.perCheck) },
    ]

    private init(_ name: String, _ text: @escaping @Sendable (CheckReport, Wishes) -> String) {
        (rawValue, self.text) = (name, text)
    }

    init?(rawValue: String) {
        guard let format = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = format
    }
}
