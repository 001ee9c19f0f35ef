import KeyFile

extension Lint {
    /// What to do about a file that GLib refuses.
    static func advice(for error: KeyFileError, in bytes: [UInt8]) -> String {
        let lines = bytes.split(separator: 10, maxSplits: error.line, omittingEmptySubsequences: false)
        let previous = error.line >= 2 && error.line - 2 < lines.count ? lines[error.line - 2] : []
        if previous.last == UInt8(ascii: "\\")
            || (previous.last == 13 && previous.dropLast().last == UInt8(ascii: "\\"))
        {
            return "A backslash at the end of a line does not join it with the next: put everything into one line."
        }
        switch error.reason {
        case .keyOutsideGroup: return "Put a group header such as [keyfile] above the first key."
        case .encoding: return "Remove the key Encoding from the first group."
        case .malformedLine, .other:
            return "Every line must be a [group], a key=value, a comment that begins with #, or empty."
        }
    }
}
