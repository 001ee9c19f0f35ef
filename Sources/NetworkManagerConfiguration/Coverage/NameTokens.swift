/// The tokens of one list that ask for names.
struct NameTokens {
    /// In the list's order.
    let tokens: [NameToken]
    /// How many of them are globs.
    let globCount: Int
    private let everything: Set<Bool>

    init(_ list: MatchList) {
        tokens = list.tokens.compactMap { NameToken($0) }
        globCount = tokens.count(where: \.isGlob)
        everything = Set(list.tokens.filter { $0.condition == .everything }.map(\.isExcept))
    }

    /// Whether one of a sign holds for every interface.
    func hasEverything(isExcept: Bool) -> Bool { everything.contains(isExcept) }
}
