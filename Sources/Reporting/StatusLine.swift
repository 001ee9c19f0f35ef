/// A line for a program that shows one: `nmfence: 2 failed: nm.devices, nm.reloaded`.
public struct StatusLine: Sendable {
    /// The most characters that the node problem detector keeps of one.
    public static let length = 80

    private let words: String
    private let items: [String]

    /// A line of words, and the items that they count.
    public init(_ words: String, items: [String] = []) {
        (self.words, self.items) = (words, items)
    }

    /// The line with its line feed, in ASCII.
    /// - Parameter length: the most characters; nil for everything.
    public func text(atMost length: Int?) -> String {
        // Nagios takes what stands behind a bar for numbers to draw.
        func plain(_ text: String) -> String { text.printable.ascii.replacing("|", with: "\\x7c") }
        var line = "nmfence: " + plain(words)
        guard let length else {
            return line + (items.isEmpty ? "" : ": ") + plain(items.joined(separator: ", ")) + "\n"
        }
        if line.count > length { return line.prefix(length - 3) + "...\n" }
        for (index, item) in items.enumerated() {
            let left = items.count - index - 1
            let more = left == 0 ? "" : " +\(left)"
            let addition = (index == 0 ? ": " : ", ") + plain(item)
            guard line.count + addition.count + more.count <= length else {
                let rest = " +\(left + 1)"
                return line + (index > 0 && line.count + rest.count <= length ? rest : "") + "\n"
            }
            line += addition
        }
        return line + "\n"
    }
}
