import ArgumentParser
import Fence
import Requirements

/// How options that take a value are declared.
///
/// What the parser keeps is the text, and it is read again where it is used, as that of a variable of the environment
/// is. A type of its own for each option would be the parser's way, and cost some 150,000 instructions each: the parser
/// looks for conformances at run time, among all that are linked.
enum OptionValue {
    /// Lets a text pass that can be read, and says why another cannot.
    static func checked<Value>(
        _ read: @escaping @Sendable (String) throws -> Value
    ) -> @Sendable (String) throws -> String {
        { text in
            _ = try read(text)
            return text
        }
    }

    /// A time in seconds.
    static func seconds(_ text: String) throws(InvalidValue) -> Double {
        guard let seconds = Double(text), seconds > 0, seconds <= 86400 else {
            throw InvalidValue("not a number above 0 and up to 86400")
        }
        return seconds
    }

    /// A time between two runs: a number with `s`, `m` or `h`, or of seconds.
    static func interval(_ text: String) throws(InvalidValue) -> Double {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
        let unit = text.last.flatMap { units[$0] }
        let digits = unit == nil ? text[...] : text.dropLast()
        // Systemd and Go read it too, and know no other form.
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }), let number = Double(digits),
            number > 0, number * (unit ?? 1) <= 86400
        else { throw InvalidValue("it must be a time such as 30s, 5m or 1h, at most 24h") }
        return number * (unit ?? 1)
    }

    /// The name of a profile, or `auto`.
    static func profile(_ text: String) throws(InvalidValue) -> String {
        let names = [ProfileChoice.automatic] + Profile.names
        guard names.contains(text) else {
            throw InvalidValue(text, notAmong: names, listing: "nmfence list profiles", limit: names.count)
        }
        return text
    }

    /// The name of an addition to a profile.
    static func addition(_ text: String) throws(InvalidValue) -> String {
        guard Profile.additions.contains(text) else { throw InvalidValue(text, notAmong: Profile.additions) }
        return text
    }

    /// Reads a text that has passed before.
    static func read<Value>(
        _ text: String, _ read: (String) throws -> Value
    ) throws(CommandFailure) -> Value {
        do { return try read(text) } catch { throw .usage("invalid value '\(text)': \(error)") }
    }
}

extension ArgumentHelp {
    /// The help for an option that takes a value.
    /// - Parameters:
    ///   - text: what it does, as a sentence.
    ///   - value: what stands for the value: `DIR`, `SECONDS`.
    ///   - values: the values that there are, where they are few.
    ///   - standard: the value that is meant where none is given, where that is worth saying.
    ///   - variable: the variable of the environment that stands for it.
    init(
        _ text: String, _ value: String, values: [String] = [], standard: String? = nil, variable: Variable? = nil
    ) {
        var notes = values.joined(separator: ", ")
        if let standard { notes += (notes.isEmpty ? "default: " : "; default: ") + standard }
        if let variable { notes += (notes.isEmpty ? "environment: " : "; environment: ") + variable.rawValue }
        self.init(notes.isEmpty ? text : "\(text.dropLast()) (\(notes)).", valueName: value)
    }
}
