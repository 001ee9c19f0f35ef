import KeyFile

extension Lint {
    /// Why GLib refuses a file, in the words of NetworkManager's manual.
    static func reason(for error: KeyFileError) -> String {
        error.reason == .keyOutsideGroup ? "this line is outside any [section]" : error.message
    }

    /// What to do about a file that GLib refuses.
    static func advice(for error: KeyFileError, in bytes: [UInt8]) -> String {
        let lines = bytes.split(separator: 10, maxSplits: error.line, omittingEmptySubsequences: false)
        let previous = error.line >= 2 && error.line - 2 < lines.count ? lines[error.line - 2] : []
        if previous.last == UInt8(ascii: "\\")
            || (previous.last == 13 && previous.dropLast().last == UInt8(ascii: "\\"))
        {
            return "A backslash does not continue a line: put everything on one line."
        }
        switch error.reason {
        case .keyOutsideGroup: return "Add a section header, such as [keyfile]."
        case .encoding: return "Remove the key Encoding from the first section."
        case .malformedLine, .other:
            return "Every line must be a [section], a key=value, a comment starting with #, or empty."
        }
    }
}
