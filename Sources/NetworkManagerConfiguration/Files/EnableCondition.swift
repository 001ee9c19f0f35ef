import Base
import KeyFile

/// The condition `[.config] enable=` of a drop-in.
enum EnableCondition {
    /// Whether a raw value enables the file.
    ///
    /// First a boolean; else a list of `nm-version…:` and `env:` conditions, which must give a match. Garbage disables.
    /// - Parameter tag: the daemon's variable `NM_CONFIG_ENABLE_TAG`; `.unknown` where its environment cannot be seen.
    static func judge(
        _ value: RawText, version: NetworkManagerVersion?, environment: DaemonEnvironment
    ) -> ReasonedAnswer<Uncertainty> {
        if let boolean = MergeRules.boolean(value) { return ReasonedAnswer(boolean) }
        var combination = Combination()
        for token in TokenList.split(value) {
            var text = token
            let isExcept = text.removeTag("except:")
            combination.add(evaluate(text, version: version, environment: environment), isExcept: isExcept)
        }
        // The rule for lists of exceptions only has always been the present one here in practice: files that say
        // `enable=except:…` came with it.
        switch combination.result(version: nil, exceptOnlyMatches: true) {
        case .match: return .yes
        case .noMatch, .negativeMatch: return .no
        case .unknown(let why): return .unknown(why)
        }
    }

    private enum Relation { case equal, atLeast, atMost }

    private static let relations: [(StaticString, Relation)] = [
        ("nm-version:", .equal), ("nm-version-min:", .atLeast), ("nm-version-max:", .atMost),
    ]

    private static func evaluate(
        _ token: RawText, version: NetworkManagerVersion?, environment: DaemonEnvironment
    ) -> ReasonedAnswer<Uncertainty> {
        var text = token
        // `nm-version:` is tried first; the longer tags do not begin with it because of the colon.
        for (tag, relation) in relations where text.removeTag(tag) {
            guard let version else { return .unknown(Uncertainty("the version of NetworkManager is unknown")) }
            return ReasonedAnswer(compare(text, relation, version: version))
        }
        if text.removeTag("env:") {
            switch environment {
            case .unknown:
                return .unknown(
                    Uncertainty("the environment of NetworkManager (\(DaemonEnvironment.tag)) is not readable"))
            case .known(let variables):
                let tag = variables[DaemonEnvironment.tag] ?? ""
                return ReasonedAnswer(!tag.isEmpty && tag == text)
            }
        }
        return .no
    }

    /// One to three numbers; all but the last must be equal, the last equal, at least or at most.
    ///
    /// So `nm-version-min:1.40.2` is false on 1.42: with three numbers only the micro version may be larger.
    private static func compare(_ text: RawText, _ relation: Relation, version: NetworkManagerVersion) -> Bool {
        let trimmed = text.trimmed
        let parts = trimmed.bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count) else { return false }
        var numbers: [Int] = []
        for (position, part) in parts.enumerated() {
            guard !part.isEmpty, part.allSatisfy({ (48...57).contains($0) }),
                let number = Int(String(decoding: part, as: UTF8.self)), number <= (position == 0 ? 0xFFFF : 0xFF)
            else { return false }
            numbers.append(number)
        }
        let own = [version.major, version.minor, version.micro]
        for position in 0..<(numbers.count - 1) where own[position] != numbers[position] { return false }
        let last = numbers.count - 1
        switch relation {
        case .atLeast: return own[last] >= numbers[last]
        case .atMost: return own[last] <= numbers[last]
        case .equal: return own[last] == numbers[last]
        }
    }
}
