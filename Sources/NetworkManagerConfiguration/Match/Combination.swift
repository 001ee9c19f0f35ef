import Base

/// How the tokens of a list combine, whatever their order (`_match_result`).
struct Combination {
    private(set) var hasExcept = false
    private(set) var hasPositive = false
    private var except: ReasonedAnswer<Uncertainty> = .no
    private var positive: ReasonedAnswer<Uncertainty> = .no

    mutating func add(_ answer: ReasonedAnswer<Uncertainty>, isExcept: Bool) {
        if isExcept {
            hasExcept = true
            except = except || answer
        } else {
            hasPositive = true
            positive = positive || answer
        }
    }

    /// - Parameters:
    ///   - version: nil where it is not known.
    ///   - exceptOnlyMatches: true to apply the rule of 1.14 (a list of exceptions only matches everything else)
    ///     whatever the version.
    func result(version: NetworkManagerVersion?, exceptOnlyMatches: Bool = false) -> MatchResult {
        switch except {
        case .yes: return .negativeMatch
        case .unknown(let why):
            // With the exception the list does not match. Only where it does not without it either is that settled.
            return withoutExcept(version, exceptOnlyMatches) == .noMatch ? .noMatch : .unknown(why)
        case .no: return withoutExcept(version, exceptOnlyMatches)
        }
    }

    private func withoutExcept(_ version: NetworkManagerVersion?, _ exceptOnlyMatches: Bool) -> MatchResult {
        if hasExcept && !hasPositive {
            if exceptOnlyMatches { return .match }
            return Behaviour(version).choose(
                .exceptOnlyMatches, with: .match, without: .noMatch,
                unknown: .unknown(
                    Uncertainty(
                        "a list of only exceptions has the opposite effect before NetworkManager 1.14, and the version "
                            + "is unknown")))
        }
        switch positive {
        case .yes: return .match
        case .no: return .noMatch
        case .unknown(let why): return .unknown(why)
        }
    }
}
