/// What one group of a profile says: keys and values as they are written, each with its place.
///
/// A list and no dictionary: there are ten at most, and with dictionaries a check of an image takes 1.4 per cent more
/// instructions, of the NetworkManager part alone 2.1.
struct Facts {
    /// One line `key=value`.
    struct Fact {
        let key: String
        let value: String
        let place: ProfilePlace
    }

    private(set) var all: [Fact] = []

    /// The value of a key, with its place; nil where nothing sets it.
    subscript(key: String) -> Fact? { all.first { $0.key == key } }

    /// Adds a line whose key is known to be new: every look at the others is paid for at each start.
    mutating func add(_ fact: Fact) { all.append(fact) }

    /// Adds a line. What was said of its key before is replaced.
    mutating func set(_ fact: Fact) {
        if let position = all.firstIndex(where: { $0.key == fact.key }) {
            all[position] = fact
        } else {
            all.append(fact)
        }
    }

    /// Lays others over these.
    mutating func merge(_ others: Facts) {
        for fact in others.all { set(fact) }
    }
}
