import Foundation
import Reporting
import Testing

@Suite struct UTCTimeTests {
    static let moments = [
        (0, "1970-01-01T00:00:00Z"), (951_782_399, "2000-02-28T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
        (1_709_251_199, "2024-02-29T23:59:59Z"), (1_767_225_600, "2026-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
        (4_107_542_400, "2100-03-01T00:00:00Z"),
    ]

    @Test("a moment has its date and time", arguments: moments) func moment(_ seconds: Int, _ text: String) {
        #expect(UTCTime(secondsSince1970: seconds).description == text)
    }

    @Test("every day of two centuries is that of the system's own calendar") func days() {
        for day in stride(from: -30_000, to: 60_000, by: 1) {
            let seconds = day * 86_400 + 45_296
            let date = Date(timeIntervalSince1970: TimeInterval(seconds))
            guard UTCTime(secondsSince1970: seconds).description != date.ISO8601Format() else { continue }
            Issue.record("\(seconds): \(UTCTime(secondsSince1970: seconds)), not \(date.ISO8601Format())")
            return
        }
    }
}
