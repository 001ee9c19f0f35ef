/// A text with names between at-signs, in the manner of `configure`: `@program@`.
///
/// Braces would collide with Ansible and Prometheus, whose files have templates of their own.
struct Template {
    private let text: String

    init(_ bytes: [UInt8]) {
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// The text with each name replaced by its value, which is taken as it is: names in it mean nothing.
    ///
    /// A name that stands alone in its line may have a value of many lines, which are all indented as the name is, or
    /// an empty one, with which the line goes.
    func filled(_ values: [String: String]) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).compactMap { line -> String? in
            let indent = line.prefix { $0 == " " }
            let rest = line.dropFirst(indent.count)
            if rest.count > 2, rest.first == "@", rest.last == "@",
                let value = values[String(rest.dropFirst().dropLast())]
            {
                return value.isEmpty ? nil : value.indented(by: String(indent))
            }
            return Self.replaced(line, values)
        }.joined(separator: "\n")
    }

    private static func replaced(_ line: Substring, _ values: [String: String]) -> String {
        var parts = line.split(separator: "@", omittingEmptySubsequences: false)
        var result = String(parts.removeFirst())
        // Between two signs is a name or, where nothing has that name, text that happens to have such signs.
        while let part = parts.first {
            parts.removeFirst()
            if !parts.isEmpty, let value = values[String(part)] {
                result += value + parts.removeFirst()
            } else {
                result += "@" + part
            }
        }
        return result
    }
}

extension String {
    /// Every line that is not empty behind so much space. A line feed at the end is dropped.
    func indented(by indent: String) -> String {
        let text = hasSuffix("\n") ? dropLast() : self[...]
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : indent + $0 }.joined(separator: "\n")
    }
}
