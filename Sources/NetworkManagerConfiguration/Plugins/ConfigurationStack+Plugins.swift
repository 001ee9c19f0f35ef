import KeyFile

/// Which settings plugins are loaded.
extension ConfigurationStack {
    /// Whether which plugins are loaded depends on the default that was compiled in, and that is not known.
    public var dependsOnDefaultPlugins: Bool {
        compiled.defaults == nil && (extendsUnknownPlugins || setting("plugins", in: "main") == nil)
    }

    /// Whether a plugin is loaded: named, a compiled default, or, where neither says anything, loaded by NetworkManager
    /// itself.
    func loads(_ plugin: RawText) -> Truth {
        if let built = compiled.built, !built.contains(plugin) { return .known(false) }
        if let why = uncertainty(of: "plugins", in: "main") { return .unknown(why) }
        let setting = setting("plugins", in: "main")
        let names = Self.names(setting?.value ?? compiled.defaults ?? "")
        if names.contains(plugin) { return .known(true) }
        if extendsUnknownPlugins || (setting == nil && compiled.defaults == nil) { return unknownDefault(plugin) }
        return names.isEmpty ? loadsItself(plugin) : .known(false)
    }

    private static func names(_ value: RawText) -> [RawText] {
        (KeyFile.stringList(value) ?? []).map(\.trimmed).filter { !$0.isEmpty }
    }

    private func unknownDefault(_ plugin: RawText) -> Truth {
        .unknown(
            Uncertainty(
                "it is unknown whether NetworkManager loads the plugin \(plugin): plugins= in [main] is not set, "
                    + "and the built-in default is unknown. See NetworkManager --print-config, or set plugins=keyfile "
                    + "or plugins=keyfile,\(plugin) in [main]"))
    }

    /// What happens where no plugin is named at all.
    private func loadsItself(_ plugin: RawText) -> Truth {
        guard plugin == "ifupdown" || plugin == "ifcfg-rh" else { return .known(false) }
        switch Behaviour(version).has(.loadsKnownPlugins) {
        case false?: return .known(false)
        case true?:
            if compiled.built != nil { return .known(true) }
            return .unknown(
                Uncertainty(
                    "it is unknown whether this NetworkManager has the plugin \(plugin)"
                ))
        case nil:
            return .unknown(
                Uncertainty(
                    "NetworkManager loads the plugin \(plugin) by itself from "
                        + "\(Behaviour.Change.loadsKnownPlugins.release) on, but the version is unknown"))
        }
    }
}
