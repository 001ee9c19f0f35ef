import Base
import Glibc

/// A property of a link that need not be known.
public enum Trait: Hashable, Sendable {
    /// One of these values, nil for none; which of them is not known from here.
    case oneOf([String?])
    /// Not known from here.
    case unknown

    /// It has this value.
    public static func known(_ value: String) -> Trait { .oneOf([value]) }
    /// It has none.
    public static let absent = Trait.oneOf([nil])

    /// What a question about the value comes to.
    func answer(_ question: (String?) -> Bool) -> Answer {
        guard case .oneOf(let values) = self, let first = values.first else { return .unknown }
        let answer = question(first)
        return values.allSatisfy { question($0) == answer } ? Answer(answer) : .unknown
    }
}

/// fnmatch(3) without flags, which systemd matches names with.
func fits(_ text: String, glob: String) -> Bool { fnmatch(glob, text, 0) == 0 }
