import Base
import KeyFile

/// Which settings plugins are loaded.
extension ConfigurationStack {
    /// Whether which plugins are loaded depends on the default that was compiled in, and that is not known.
    public var dependsOnDefaultPlugins: Bool {
        compiled.defaults == nil && (extendsUnknownPlugins || setting("plugins", in: "main") == nil)
    }

    /// Whether a plugin is loaded: named, a compiled default, or, where neither says anything, loaded by NetworkManager
    /// itself.
    func loads(_ plugin: RawText) -> ReasonedAnswer<Uncertainty> {
        if let built = compiled.built, !built.contains(plugin) { return .no }
        if let why = uncertainty(of: "plugins", in: "main") { return .unknown(why) }
        let setting = setting("plugins", in: "main")
        let names = Self.names(setting?.value ?? compiled.defaults ?? "")
        if names.contains(plugin) { return .yes }
        if extendsUnknownPlugins || (setting == nil && compiled.defaults == nil) { return unknownDefault(plugin) }
        return names.isEmpty ? loadsItself(plugin) : .no
    }

    /// The same configuration, with what the lists of other plugins do to its own among the problems.
    func noting(_ plugins: [PluginSpecs]) -> ConfigurationStack {
        let found = plugins.isEmpty ? [] : history.inversions(by: plugins)
        return found.isEmpty ? self : adding(found)
    }

    private static func names(_ value: RawText) -> [RawText] {
        (KeyFile.stringList(value) ?? []).map(\.trimmed).filter { !$0.isEmpty }
    }

    private func unknownDefault(_ plugin: RawText) -> ReasonedAnswer<Uncertainty> {
        .unknown(
            Uncertainty(
                "it is unknown whether NetworkManager loads the plugin \(plugin): plugins= in [main] is not set, "
                    + "and the built-in default is unknown. See NetworkManager --print-config, or set plugins=keyfile "
                    + "or plugins=keyfile,\(plugin) in [main]"))
    }

    /// What happens where no plugin is named at all.
    private func loadsItself(_ plugin: RawText) -> ReasonedAnswer<Uncertainty> {
        guard plugin == "ifupdown" || plugin == "ifcfg-rh" else { return .no }
        switch Behaviour(version).has(.loadsKnownPlugins) {
        case .no: return .no
        case .yes:
            if compiled.built != nil { return .yes }
            return .unknown(
                Uncertainty(
                    "it is unknown whether this NetworkManager has the plugin \(plugin)"
                ))
        case .unknown:
            return .unknown(
                Uncertainty(
                    "NetworkManager loads the plugin \(plugin) by itself from "
                        + "\(Behaviour.Change.loadsKnownPlugins.release) on, but the version is unknown"))
        }
    }
}
