import KeyFile

extension ManagedPolicy {
    /// Lines that look as if they were meant for a device, and have no effect on it: what is wrong with each.
    ///
    /// - Parameter isManaged: what becomes of the device. Of one that is managed, lines that were to un-manage it; of
    ///   one that is not, lines that were to except it; of one of which it is not known, both.
    public func problems(meantFor device: DeviceTraits, isManaged: Bool?) -> [Problem] {
        let device = behaviour.seen(device)
        return meantLines.filter { line in
            (isManaged == nil || isManaged == !line.isException) && line.isMeant(for: device)
        }.map(\.problem)
    }

    /// Every line that was meant to do something that it does not.
    func findMeantLines() -> [MeantLine] {
        (stack.problems + stack.hiddenLists).compactMap { MeantLine($0, version: stack.version) } + nearMisses
    }

    /// Tokens that mean what they say, and would be others if they were taken for a regular expression.
    private var nearMisses: [MeantLine] {
        let correction = TokenCorrection(version: stack.version, isLenient: true)
        return unmanaged.tokens.compactMap { token in
            guard case .name(let pattern, isGlob: true) = token.condition, pattern.description.contains(".*"),
                let other = correction.correction(of: token.source.text)
            else { return nil }
            let problem = Problem(
                .warning, .brackets, path: token.source.origin.path, line: token.source.origin.line,
                "\(token.source.text): a dot is a dot here, and * any characters. If a regular expression was meant, "
                    + "write \(other).", meant: [other])
            return MeantLine(problem, butNot: token.source, version: stack.version)
        }
    }
}
