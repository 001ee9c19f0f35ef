import Base
import KeyFile

/// A token that means what it says, to no device, or to others, and is a letter away from one that holds: `Cali*`,
/// `calli*`, `driver:vethh`.
///
/// Only of interest for a device about which nothing decides. A digit more or less is no mistake: `eth1` is not meant
/// for eth0.
struct Resemblance {
    private enum Subject {
        /// The fixed beginning of a glob, and what follows it.
        case name(start: String, rest: String)
        case driver(String)
    }

    /// Shorter words are near to too many others.
    private static let shortest = 4

    let token: MatchToken
    /// A sentence about it.
    let text: String
    private let subject: Subject

    /// Nil where it is too short, and where it is no glob with a fixed beginning: a whole name is another's name.
    init?(of token: MatchToken, name pattern: RawText) {
        guard pattern.isUTF8 else { return nil }
        let pattern = pattern.description
        let start = pattern.prefix { $0 != "*" && $0 != "?" }
        let rest = pattern[start.endIndex...]
        guard start.count >= Self.shortest, rest.contains("*") else { return nil }
        self.init(token, .name(start: String(start), rest: String(rest)))
    }

    /// Nil where it is too short.
    init?(of token: MatchToken, driver: RawText) {
        guard driver.isUTF8, driver.count >= Self.shortest else { return nil }
        self.init(token, .driver(driver.description))
    }

    private init(_ token: MatchToken, _ subject: Subject) {
        self.token = token
        self.subject = subject
        text = "\(token.source.text) does not match; it may be misspelled (names are case-sensitive)."
    }

    /// Whether it is as near to a device as that.
    func isNear(_ device: DeviceTraits) -> Bool {
        switch subject {
        case .name(let start, let rest):
            guard device.name.isUTF8 else { return false }
            let name = device.name.description
            return (start.count - 1...start.count + 1).contains { length in
                let beginning = name.prefix(length)
                return length >= Self.shortest && beginning.count == length
                    && Self.isNear(start, String(beginning))
                    && Glob(RawText(rest)).matches(RawText(String(name[beginning.endIndex...])))
            }
        case .driver(let driver):
            guard case .known(let own) = device.driver, own.isUTF8 else { return false }
            return Self.isNear(driver, own.description)
        }
    }

    private static func isNear(_ word: String, _ other: String) -> Bool {
        guard word != other else { return false }
        let (word, other) = (word.lowercased(), other.lowercased())
        guard word != other else { return true }
        // Numbers tell devices apart.
        return word.filter(\.isNumber) == other.filter(\.isNumber) && EditDistance.between(word, other) == 1
    }
}
