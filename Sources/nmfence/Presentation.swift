import Reporting

/// How the result of one run is shown.
struct Presentation<Format: OutputFormat> {
    /// The form of the result.
    let format: Format
    /// How a text is laid out.
    let layout: TextLayout
    /// Whether the result is not printed: the exit status is the answer.
    let isSilent: Bool
    /// Whether remarks for those who look on are left out.
    let isQuiet: Bool

    /// Prints the result, unless nobody wants it.
    func write(_ text: @autoclosure () -> String) {
        if !isSilent { Terminal.write(text()) }
    }
}
