/// What `getent ahosts NAME` says: a line for each address and kind of socket, `ADDRESS KIND [NAME]`.
///
/// It is text from outside like any other, and taken as a whole or not at all.
struct GetentAnswer {
    /// The most addresses that are taken: each is tried.
    static let limit = 64

    /// Each address once, in their order, which is the one in which the machine would try them.
    let addresses: [NumericAddress]

    /// Nil where a line is not as getent writes it, and where there is none.
    init?(_ output: [UInt8]) {
        var (seen, addresses) = (Set<NumericAddress>(), [NumericAddress]())
        for line in TextLines(output) {
            let words = line.bytes.words
            // Other C libraries than GNU's leave the kind of socket out. A scope that is no interface here makes the
            // answer as useless as a word that is no number does.
            guard let first = words.first, words.count <= 3, let address = try? NumericAddress(first),
                words.count == 1 || ["STREAM", "DGRAM", "RAW"].contains(words[1])
            else { return nil }
            if seen.insert(address).inserted, addresses.count < Self.limit { addresses.append(address) }
        }
        guard !addresses.isEmpty else { return nil }
        self.addresses = addresses
    }
}
