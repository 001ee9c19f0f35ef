import Glibc

/// A variable of the environment that stands for an option. The option wins; an empty variable counts as not set.
enum Variable: String, CaseIterable {
    case root = "NMFENCE_ROOT"
    case profile = "NMFENCE_PROFILE"
    case output = "NMFENCE_OUTPUT"
    case timeout = "NMFENCE_TIMEOUT"
    case color = "NMFENCE_COLOR"

    /// The value that the option gives or else the variable; nil where neither is there.
    /// - Parameters:
    ///   - given: the text of the option: the variable is then not looked at.
    ///   - takesPath: whether any bytes will do.
    ///   - read: takes the text; what it throws says what is wrong with it.
    func value<Value>(
        unless given: String?, takesPath: Bool = false, _ read: (String) throws -> Value
    ) throws(CommandFailure) -> Value? {
        if let given { return try OptionValue.read(given, read) }
        guard let text = try text(takesPath: takesPath) else { return nil }
        do { return try read(text) } catch { throw .usage("invalid value '\(text)' in \(rawValue): \(error)") }
    }

    /// What it says; nil where it is not set.
    /// - Parameter takesPath: whether any bytes will do.
    func text(takesPath: Bool = false) throws(CommandFailure) -> String? {
        guard let text = getenv(rawValue).map({ EscapedText.text($0) }), !text.isEmpty else { return nil }
        if !takesPath, EscapedText.isEscaped(text) {
            throw .usage("invalid value '\(text)' in \(rawValue): not valid UTF-8")
        }
        return text
    }

    /// All of them and their options, one a line.
    static var table: String {
        let width = allCases.map(\.rawValue.count).max() ?? 0
        return allCases.map { variable in
            "  \(variable.rawValue)\(String(repeating: " ", count: width - variable.rawValue.count))  --"
                + variable.rawValue.drop { $0 != "_" }.dropFirst().lowercased()
        }.joined(separator: "\n")
    }
}
