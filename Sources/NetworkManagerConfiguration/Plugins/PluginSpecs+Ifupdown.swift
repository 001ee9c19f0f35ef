import KeyFile
import SystemPackage

extension PluginSpecs {
    /// What the plugin `ifupdown` of Debian and Ubuntu adds: every interface of `/etc/network/interfaces`, unless
    /// `[ifupdown] managed=` says otherwise. Nil where the plugin is not loaded or adds nothing.
    ///
    /// The plugin reads its files when NetworkManager starts (and when profiles are re-read), not on a reload of the configuration.
    public static func ifupdown(reading reader: some ConfigurationReader, stack: ConfigurationStack) -> PluginSpecs? {
        guard stack.plugins.contains("ifupdown") else { return nil }
        let setting = stack.setting("managed", in: "ifupdown")
        if MergeRules.boolean(setting?.value) == true { return nil }
        var parser = InterfacesFile(reader: reader)
        parser.read("/etc/network/interfaces")
        guard !parser.interfaces.isEmpty || parser.uncertainty != nil else { return nil }
        return PluginSpecs(
            plugin: "ifupdown",
            tokens: parser.interfaces.map { SourceToken("interface-name:=" + $0.name, origin: $0.origin) },
            uncertainty: parser.uncertainty)
    }
}

extension ConfigurationStack {
    /// The settings plugins that the configuration asks for.
    var plugins: [RawText] {
        (setting("plugins", in: "main").flatMap { KeyFile.stringList($0.value) } ?? []).map(\.trimmed)
    }
}
