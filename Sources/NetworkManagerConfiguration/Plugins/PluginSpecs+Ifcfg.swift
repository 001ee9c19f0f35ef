import KeyFile
import SystemPackage

extension PluginSpecs {
    /// What the plugin `ifcfg-rh` of Red Hat's distributions adds: the device of every `ifcfg-*` file that says `NM_CONTROLLED=no`.
    ///
    /// Nil where no file does. Where the configuration does not name the plugin, it may be compiled in as the default: what it would add
    /// is then an uncertainty, not a token.
    public static func ifcfg(reading reader: some ConfigurationReader, stack: ConfigurationStack) -> PluginSpecs? {
        let directory: FilePath = "/etc/sysconfig/network-scripts"
        guard case .names(let names) = reader.entries(of: directory) else { return nil }
        var tokens: [SourceToken] = []
        var uncertainty: Uncertainty?
        for name in names.map({ (RawText($0), $0) }).sorted(by: { $0.0 < $1.0 }) where isProfile(name.0) {
            let path = directory.appending(name.1)
            switch reader.contents(of: path) {
            case .regular(let bytes):
                let file = ShellVariables(bytes)
                guard file.boolean("NM_CONTROLLED") == false else { continue }
                if let token = file.token, let line = file.line(of: "NM_CONTROLLED") {
                    tokens.append(SourceToken(token, origin: Origin(path: path, line: line)))
                }
            case .unreadable(let error): uncertainty = Uncertainty("\(path) cannot be read (\(error))")
            case .tooLarge: uncertainty = Uncertainty("\(path) is too large to be read here")
            case .missing, .notRegular: break
            }
        }
        if stack.plugins.contains("ifcfg-rh") {
            return tokens.isEmpty && uncertainty == nil
                ? nil : PluginSpecs(plugin: "ifcfg-rh", tokens: tokens, uncertainty: uncertainty)
        }
        // Named plugins without it: it is not loaded. Nothing named: the distribution's default decides.
        guard stack.setting("plugins", in: "main") == nil, let first = tokens.first else { return nil }
        return PluginSpecs(
            plugin: "ifcfg-rh", tokens: [],
            uncertainty: Uncertainty(
                "\(first.origin) says NM_CONTROLLED=no, and whether the plugin ifcfg-rh is loaded is not known"))
    }

    private static func isProfile(_ name: RawText) -> Bool {
        let leftOvers: [RawText] = [
            ".bak", "~", ".orig", ".rej", ".rpmnew", ".rpmorig", ".rpmsave", ".augnew", ".augtmp",
        ]
        return name.hasPrefix("ifcfg-") && name.count > 6 && !leftOvers.contains(where: name.hasSuffix)
    }
}
