import Base
import KeyFile
import SystemPackage

extension PluginSpecs {
    /// What the plugin `ifupdown` of Debian and Ubuntu adds: every interface of `/etc/network/interfaces`, unless
    /// `[ifupdown] managed=` says otherwise. Nil where the plugin is not loaded or adds nothing.
    ///
    /// The plugin reads its files when NetworkManager starts (and when profiles are re-read), not on a reload of the
    /// configuration.
    public static func ifupdown(reading reader: some ConfigurationReader, stack: ConfigurationStack) -> PluginSpecs? {
        let loading = stack.loads("ifupdown")
        if loading == .no { return nil }
        let setting = stack.setting("managed", in: "ifupdown")
        if MergeRules.boolean(setting?.value) == true { return nil }
        let file = InterfacesFile(reader: reader)
        guard !file.interfaces.isEmpty || file.uncertainty != nil else { return nil }
        return PluginSpecs(
            plugin: "ifupdown", loading,
            tokens: file.interfaces.map { SourceToken("interface-name:=" + $0.name, origin: $0.origin) },
            uncertainty: file.uncertainty)
    }

    /// The tokens of a plugin that is loaded; a mere uncertainty where that is not known.
    init?(plugin: String, _ loading: ReasonedAnswer<Uncertainty>, tokens: [SourceToken], uncertainty: Uncertainty?) {
        switch loading {
        case .no: return nil
        case .yes: self.init(plugin: plugin, tokens: tokens, uncertainty: uncertainty)
        case .unknown(let why):
            let place = tokens.first.map { "\($0.origin) is read by the plugin \(plugin), and " } ?? ""
            self.init(plugin: plugin, tokens: [], uncertainty: Uncertainty(place + why.description))
        }
    }
}
