import TestSupport
import Testing

@testable import Checks
@testable import Reporting

@Suite("A report about 200 pods")
struct PodsGoldenTests {
    @Test func `is as it was when somebody last read it`() throws {
        let (report, run) = (GivenReport.devices(200), GivenReport.run)
        let texts = [
            ("check", report.text(TextLayout(width: 80), run)), ("check-120", report.text(TextLayout(width: 120), run)),
            ("check-line", report.line(atMost: StatusLine.length)), ("check-json", report.json(run)),
            ("check-junit", report.junit(run)), ("check-tap", report.tap()),
            ("check-prometheus", report.prometheus(run)),
            ("check-all", report.text(TextLayout(width: 80, detail: .all), run)),
        ]
        for (name, text) in texts { try Golden.expect(text, is: "pods-200/\(name)") }
    }
}
