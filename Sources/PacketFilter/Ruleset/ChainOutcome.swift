/// What may come out of a list of rules.
struct ChainOutcome {
    /// Whether a packet may be accepted there.
    var accepts: Bool
    /// Rules that drop it, or may.
    private(set) var drops: [RuleLocation] = []
    /// Rules that decide, and it is not certain how.
    private(set) var doubts: [RuleLocation] = []
    /// Whether a packet may get to the end of the list.
    var goesOn: Bool
    /// Whether a rule that may hold leads back to the list's caller.
    var mayReturn = false

    /// The most rules of a kind that are noted: lists of addresses that are kept out have thousands, and no one reads
    /// all.
    private static let limit = 16

    init(accepts: Bool = false, goesOn: Bool = true) { (self.accepts, self.goesOn) = (accepts, goesOn) }

    /// Something drops the packet here, or may.
    mutating func drop(_ location: RuleLocation) {
        // One that is certain weighs more than those that are not, and is kept in any case.
        let isCertainFirst = location.doubt == nil && !drops.contains { $0.doubt == nil }
        guard drops.count < Self.limit || isCertainFirst, !drops.contains(location) else { return }
        drops.append(location)
    }

    /// Something decides here, and it is not certain how.
    mutating func doubt(_ location: RuleLocation) {
        guard doubts.count < Self.limit, !doubts.contains(location) else { return }
        doubts.append(location)
    }

    /// Anything may come out from here on.
    mutating func giveUp(_ location: RuleLocation) {
        accepts = true
        drop(location)
        doubt(location)
        goesOn = false
    }

    /// Takes in what may come out of a chain that was jumped to.
    mutating func join(_ other: ChainOutcome) {
        accepts = accepts || other.accepts
        for location in other.drops { drop(location) }
        for location in other.doubts { doubt(location) }
    }
}
