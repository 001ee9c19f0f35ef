import Base
import KeyFile
import SystemPackage

extension PluginSpecs {
    /// What the plugin `ifcfg-rh` of Red Hat's distributions adds: the device of every `ifcfg-*` file that says
    /// `NM_CONTROLLED=no`.
    ///
    /// Nil where no file does, or the plugin is not loaded. Where that is not known, what it would add is an
    /// uncertainty, not a token.
    public static func ifcfg(reading reader: some ConfigurationReader, stack: ConfigurationStack) -> PluginSpecs? {
        let loading = stack.loads("ifcfg-rh")
        if loading == .no { return nil }
        let directory: FilePath = "/etc/sysconfig/network-scripts"
        var names: [FilePath.Component] = []
        var tokens: [SourceToken] = []
        var uncertainty: Uncertainty?
        switch reader.entries(of: directory) {
        case .names(let present): names = present
        case .missing: break
        case .unreadable(let error): uncertainty = Uncertainty("cannot read \(directory) (\(error))")
        }
        for name in names.map({ (RawText($0), $0) }).sorted(by: { $0.0 < $1.0 }) where isProfile(name.0) {
            let path = directory.appending(name.1)
            switch reader.contents(of: path) {
            case .regular(let bytes):
                let file = ShellVariables(bytes)
                guard file.boolean("NM_CONTROLLED") == false else { continue }
                if let token = file.token, let line = file.line(of: "NM_CONTROLLED") {
                    tokens.append(SourceToken(token, origin: Origin(path: path, line: line)))
                }
            case .unreadable(let error): uncertainty = Uncertainty("cannot read \(path) (\(error))")
            case .tooLarge: uncertainty = Uncertainty("\(path) is too large")
            case .missing, .notRegular: break
            }
        }
        guard !tokens.isEmpty || uncertainty != nil else { return nil }
        return PluginSpecs(plugin: "ifcfg-rh", loading, tokens: tokens, uncertainty: uncertainty)
    }

    private static func isProfile(_ name: RawText) -> Bool {
        let leftOvers: [RawText] = [
            ".bak", "~", ".orig", ".rej", ".rpmnew", ".rpmorig", ".rpmsave", ".augnew", ".augtmp",
        ]
        return name.hasPrefix("ifcfg-") && name.count > 6 && !leftOvers.contains(where: name.hasSuffix)
    }
}
