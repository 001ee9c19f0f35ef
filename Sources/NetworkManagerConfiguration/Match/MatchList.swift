import Base
import KeyFile

/// A list of devices as NetworkManager understands it, indexed so that a name is found without going through all
/// tokens.
///
/// ```
/// let list = MatchList(setting.tokens, version: version)
/// let finding = list.judge(DeviceTraits(name: "cali0", kind: .veth))
/// finding.result        // .match, .noMatch, .negativeMatch or .unknown
/// finding.token         // the token that decides, with its line
/// ```
public final class MatchList {
    /// An answer with the token behind it.
    public struct Finding: Hashable, Sendable {
        /// The answer.
        public let result: MatchResult
        /// The token that decides; nil where none holds.
        public let token: SourceToken?
    }

    /// The tokens in their order.
    public let tokens: [MatchToken]

    private let version: NetworkManagerVersion?
    private let positive: TokenIndex
    private let except: TokenIndex

    /// Takes tokens; a version that is not known leaves lists of exceptions only undecided.
    public init(_ tokens: [SourceToken], version: NetworkManagerVersion?) {
        self.version = version
        let taken = tokens.map(MatchToken.init)
        self.tokens = taken
        positive = TokenIndex(taken) { !$0.isExcept }
        except = TokenIndex(taken) { $0.isExcept }
    }

    /// Whether there is nothing but exceptions in it (and at least one).
    public var isExceptOnly: Bool { !except.isEmpty && positive.isEmpty }

    /// What the list says of a device.
    public func judge(_ device: DeviceTraits) -> Finding {
        let exceptHit = except.find(device)
        let positiveHit = positive.find(device)
        var combination = Combination()
        if !except.isEmpty { combination.add(exceptHit.answer, isExcept: true) }
        if !positive.isEmpty { combination.add(positiveHit.answer, isExcept: false) }
        let result = combination.result(version: version)
        let token: Int? =
            switch result {
            case .negativeMatch: exceptHit.position
            case .match: positiveHit.position ?? tokens.firstIndex { $0.isExcept }
            case .unknown: positiveHit.position ?? exceptHit.position
            case .noMatch: nil
            }
        return Finding(result: result, token: token.map { tokens[$0].source })
    }
}
