import Glibc
import Reporting

extension RunDescription {
    /// A run on this machine that ends now.
    /// - Parameters:
    ///   - seconds: when it began, in seconds since 1970.
    ///   - instant: the same on the clock that nobody sets.
    init(
        at seconds: time_t = Glibc.time(nil), since instant: ContinuousClock.Instant = .now, command: String,
        root: String = "/"
    ) {
        self.init(
            version: Program.version, command: command, host: Self.text(256) { gethostname($0, $1) },
            time: UTCTime(secondsSince1970: seconds).description, seconds: seconds,
            duration: instant.duration(to: .now), root: root)
    }

    /// The time in the form of RFC 3339, in UTC.
    static var now: String { UTCTime(secondsSince1970: Glibc.time(nil)).description }

    /// Text that a function of C writes into a buffer of so many bytes.
    private static func text<Result>(_ size: Int, _ fill: (UnsafeMutablePointer<CChar>, Int) -> Result) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            buffer.initialize(repeating: 0)
            _ = fill(start, size - 1)
            return String(cString: start)
        }
    }
}
