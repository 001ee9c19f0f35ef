import KeyFile

extension Lint {
    /// Problems that show only in the effective configuration.
    static func problems(inEffective settings: [Setting]) -> [Problem] {
        let list = settings.first { $0.section == "keyfile" && $0.key == "unmanaged-devices" }
        guard let tokens = list?.tokens, let first = tokens.first,
            tokens.allSatisfy({ MatchToken.isExcept($0.text) && MatchToken($0).condition == .never })
        else { return [] }
        return [
            Problem(
                .warning, .bareExcept, path: first.origin.path, line: first.origin.line,
                "the list has only exceptions that never match: since 1.14 it makes every interface unmanaged.")
        ]
    }
}
