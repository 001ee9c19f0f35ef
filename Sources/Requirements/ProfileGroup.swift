/// A group of a profile's file: its name, its place and its facts, read by type.
struct ProfileGroup {
    /// The name in brackets, which for a row is its id.
    let id: String
    /// The line of the name.
    let place: ProfilePlace
    var facts: Facts

    /// The value of a key that must be there.
    func text(_ key: String) throws(ProfileError) -> String {
        guard let fact = facts[key] else { throw ProfileError(.missing(key: key), place) }
        return fact.value
    }

    /// The parts of a value between the separators; empty where the key is missing.
    func list(_ key: String, _ separator: Unicode.Scalar = ",") -> [Substring] {
        facts[key]?.value.fields(separator) ?? []
    }

    /// A value that is one of a few words; nil where the key is missing.
    func word<Word>(_ key: String, _: Word.Type) throws(ProfileError) -> Word?
    where Word: RawRepresentable<String> & CaseIterable {
        guard let fact = facts[key] else { return nil }
        guard let word = Word(rawValue: fact.value) else {
            throw invalid(key, "one of " + Word.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return word
    }

    /// The same for a key that must be there.
    func requiredWord<Word>(_ key: String, _ type: Word.Type) throws(ProfileError) -> Word
    where Word: RawRepresentable<String> & CaseIterable {
        guard let word = try word(key, type) else { throw ProfileError(.missing(key: key), place) }
        return word
    }

    /// A release that must be there.
    func release(_ key: String) throws(ProfileError) -> Release {
        guard let release = Release(release: try text(key)) else { throw invalid(key, "a release such as 3.16") }
        return release
    }

    /// The error for a key that is there and whose value is not what it should be.
    func invalid(_ key: String, _ expected: String) -> ProfileError {
        let fact = facts[key]
        return ProfileError(
            .invalid(key: key, value: fact?.value ?? "", expected: expected), fact?.place ?? place)
    }

    /// Refuses keys other than these.
    func expectKeys(_ common: [String], _ own: [String] = []) throws(ProfileError) {
        let allowed = own.isEmpty ? common : common + own
        // Facts nearly always stand in the order of the keys, so the next one is looked at first.
        var next = 0
        for fact in facts.all {
            guard
                let position = allowed[next...].firstIndex(of: fact.key) ?? allowed[..<next].firstIndex(of: fact.key)
            else { throw ProfileError(.unknownKey(fact.key, allowed: allowed), fact.place) }
            next = position + 1
        }
    }
}
