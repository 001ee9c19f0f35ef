/// How the tokens of a list combine, whatever their order (`_match_result`).
struct Combination {
    private(set) var hasExcept = false
    private(set) var hasPositive = false
    private var except: Truth = .known(false)
    private var positive: Truth = .known(false)

    mutating func add(_ truth: Truth, isExcept: Bool) {
        if isExcept {
            hasExcept = true
            except = Self.or(except, truth)
        } else {
            hasPositive = true
            positive = Self.or(positive, truth)
        }
    }

    private static func or(_ left: Truth, _ right: Truth) -> Truth {
        switch (left, right) {
        case (.known(true), _), (_, .known(true)): .known(true)
        case (.unknown(let why), _), (_, .unknown(let why)): .unknown(why)
        default: .known(false)
        }
    }

    /// - Parameters:
    ///   - version: nil where it is not known.
    ///   - exceptOnlyMatches: true to apply the rule of 1.14 (a list of exceptions only matches everything else)
    /// whatever
    ///     the version.
    func result(version: NetworkManagerVersion?, exceptOnlyMatches: Bool = false) -> MatchResult {
        switch except {
        case .known(true): return .negativeMatch
        case .unknown(let why):
            // With the exception the list does not match. Only where it does not without it either is that settled.
            return withoutExcept(version, exceptOnlyMatches) == .noMatch ? .noMatch : .unknown(why)
        case .known(false): return withoutExcept(version, exceptOnlyMatches)
        }
    }

    private func withoutExcept(_ version: NetworkManagerVersion?, _ exceptOnlyMatches: Bool) -> MatchResult {
        if hasExcept && !hasPositive {
            if exceptOnlyMatches { return .match }
            guard let matches = Behaviour(version).has(.exceptOnlyMatches) else {
                return .unknown(
                    Uncertainty(
                        "a list of only exceptions has the opposite effect before NetworkManager 1.14, and the version "
                            + "is unknown"
                    ))
            }
            return matches ? .match : .noMatch
        }
        switch positive {
        case .known(true): return .match
        case .known(false): return .noMatch
        case .unknown(let why): return .unknown(why)
        }
    }
}
