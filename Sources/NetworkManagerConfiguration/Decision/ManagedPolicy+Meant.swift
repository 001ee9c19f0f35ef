import KeyFile
import SystemPackage

extension ManagedPolicy {
    /// Lines that look as if they were meant for a device, and have no effect on it: what is wrong with each.
    ///
    /// - Parameter isManaged: what becomes of the device. Of one that is managed, lines that were to un-manage it; of
    ///   one that is not, lines that were to except it; of one of which it is not known, both.
    public func problems(meantFor device: DeviceTraits, isManaged: Bool?) -> [Problem] {
        let device = behaviour.seen(device)
        return (stack.problems + stack.hiddenLists + nearMisses(device)).filter { problem in
            guard !problem.meant.isEmpty else { return false }
            let isException = problem.meant.allSatisfy(MatchToken.isExcept)
            guard isManaged == nil || isManaged == !isException else { return false }
            return fits(isException ? problem.meant.map(Self.withoutExcept) : problem.meant, device)
        }
    }

    private func fits(_ tokens: [RawText], _ device: DeviceTraits) -> Bool {
        let sources = tokens.map { SourceToken($0, origin: Origin(path: "", line: nil)) }
        // What an interface is that is not there may not be known: it may be one that was meant.
        switch MatchList(sources, version: stack.version).judge(device).result {
        case .match, .unknown: return true
        case .noMatch, .negativeMatch: return false
        }
    }

    private static func withoutExcept(_ token: RawText) -> RawText {
        var token = token
        _ = token.removeTag("except:")
        return token
    }

    /// Tokens that mean what they say, and would fit the device if they were taken for a regular expression.
    private func nearMisses(_ device: DeviceTraits) -> [Problem] {
        let correction = TokenCorrection(version: stack.version, isLenient: true)
        return unmanaged.tokens.compactMap { token in
            guard case .name(let pattern, isGlob: true) = token.condition, pattern.description.contains(".*"),
                let other = correction.correction(of: token.source.text), !fits([token.source.text], device)
            else { return nil }
            return Problem(
                .warning, .brackets, path: token.source.origin.path, line: token.source.origin.line,
                "\(token.source.text): a dot is a dot here, and * any characters. If a regular expression was meant, "
                    + "write \(other).", meant: [other])
        }
    }
}
