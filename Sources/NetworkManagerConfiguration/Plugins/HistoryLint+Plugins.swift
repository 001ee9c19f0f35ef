import KeyFile

extension HistoryLint {
    /// The list of another plugin, whose devices are added to those of the keyfile plugin.
    func inversions(by plugins: [PluginSpecs]) -> [Problem] {
        guard let list = merged.value(of: "unmanaged-devices", in: "keyfile"), let first = list.firstOfExceptionsOnly
        else { return [] }
        return plugins.compactMap { specs in
            specs.tokens.first { !MatchToken.isExcept($0.text) && $0.text != "*" }.map { token in
                warning(
                    .turnsExceptions, token.origin,
                    "\(token.text), which the plugin \(specs.plugin) adds, inverts the list in \(first.origin). "
                        + "That list "
                        + "has only exceptions, which (since 1.14) makes everything else unmanaged; now only what is "
                        + "named is unmanaged. Add * to the list to keep both.",
                    meant: ["*"] + list.sources.map(\.text))
            }
        }
    }
}
