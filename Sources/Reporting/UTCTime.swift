/// A moment in the form of RFC 3339, in UTC: `2026-11-26T21:05:09Z`.
///
/// Not by gmtime(3): the C library's reads the file that the variable TZ names, which somebody else may have set.
public struct UTCTime: Hashable, Sendable, CustomStringConvertible {
    /// The text.
    public let description: String

    /// - Parameter seconds: since 1970, without leap seconds, as time(2) counts them.
    public init(secondsSince1970 seconds: Int) {
        let (day, second) = Self.divided(seconds, by: 86_400)
        // Years begin in March here, so that the day that a leap year has more is the last one of its year.
        let (era, dayOfEra) = Self.divided(day + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthOfYear = (5 * dayOfYear + 2) / 153
        let month = monthOfYear < 10 ? monthOfYear + 3 : monthOfYear - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        let date = [(year, 4), (month, 2), (dayOfYear - (153 * monthOfYear + 2) / 5 + 1, 2)]
        let time = [(second / 3600, 2), (second / 60 % 60, 2), (second % 60, 2)]
        description =
            date.map(Self.padded).joined(separator: "-") + "T" + time.map(Self.padded).joined(separator: ":") + "Z"
    }

    private static func divided(_ number: Int, by divisor: Int) -> (quotient: Int, rest: Int) {
        let rest = (number % divisor + divisor) % divisor
        return ((number - rest) / divisor, rest)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
