public import Base
import KeyFile

extension ManagedPolicy {
    /// Lines that look as if they were meant for a device, and have no effect on it: what is wrong with each.
    ///
    /// - Parameter isManaged: what becomes of the device. Of one that is managed, lines that were to un-manage it; of
    ///   one that is not, lines that were to except it; of one of which it is not known, both.
    public func problems(meantFor device: DeviceTraits, isManaged: Answer) -> [Problem] {
        let device = behaviour.seen(device)
        return meantLines.filter { line in
            (isManaged == .unknown || isManaged == Answer(!line.isException)) && line.isMeant(for: device)
        }.map(\.problem)
    }

    /// Every line that was meant to do something that it does not.
    func findMeantLines() -> [MeantLine] {
        let problems = stack.problems + stack.hiddenLists + stack.removals
        return problems.compactMap { MeantLine($0, version: stack.version) } + listedTokens.compactMap { nearMiss($0) }
    }

    /// The tokens of every list that has a say; a list that is longer than this was not written by hand.
    private var listedTokens: [MatchToken] {
        var tokens = Array(unmanaged.tokens.prefix(Self.longestOfHand))
        for case .section(let section, let list?) in sections
        where MergeRules.boolean(section.managed?.text) == false && tokens.count < Self.longestOfHand {
            tokens += list.tokens
        }
        return tokens
    }

    private static let longestOfHand = 1000

    /// A token that means what it says, and would be another if it were taken for what it looks like.
    private func nearMiss(_ token: MatchToken) -> MeantLine? {
        // A problem of its own, and among the others.
        guard TokenLint.finding(of: token, stack.version) == nil else { return nil }
        switch token.condition {
        case .name(let pattern, _):
            return expression(token, pattern) ?? Resemblance(of: token, name: pattern).map { line(token, $0) }
        case .driver(let driver, version: nil):
            return Resemblance(of: token, driver: driver).map { line(token, $0) }
        default: return nil
        }
    }

    /// A glob with the dot of a regular expression, or with what another language has for a wildcard.
    private func expression(_ token: MatchToken, _ pattern: RawText) -> MeantLine? {
        // White space is a problem of its own, which is found where the file is read.
        guard !pattern.bytes.contains(where: \.isASCIISpace),
            let sign = [".*", "%", "#"].first(where: pattern.description.contains)
        else { return nil }
        let correction = TokenCorrection(version: stack.version, isLenient: true)
        guard let other = correction.corrections(of: token.source.text) else { return nil }
        let what = sign == ".*" ? "a dot is literal, and * matches any characters" : "\(sign) is part of the name"
        let language = sign == ".*" ? "a regular expression" : sign == "#" ? "a comment" : "a wildcard"
        let problem = Problem(
            .warning, .brackets, path: token.source.origin.path, line: token.source.origin.line,
            "\(token.source.text): \(what). If you meant \(language), write \(TokenList.join(other)).", meant: other)
        return MeantLine(problem, butNot: token.source, version: stack.version)
    }

    private func line(_ token: MatchToken, _ resemblance: Resemblance) -> MeantLine {
        let problem = Problem(
            .warning, .spelling, path: token.source.origin.path, line: token.source.origin.line, resemblance.text)
        return MeantLine(problem, resemblance, version: stack.version)
    }
}
