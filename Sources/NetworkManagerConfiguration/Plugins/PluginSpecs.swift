/// What a settings plugin other than keyfile adds to the list of unmanaged devices.
public struct PluginSpecs: Hashable, Sendable {
    /// The plugin's name.
    public let plugin: String
    /// Its tokens, with the line of each in the plugin's own files.
    public let tokens: [SourceToken]
    /// Why there may be others.
    public let uncertainty: Uncertainty?

    /// Whether some plugin adds something, or may.
    public static func any(reading reader: some ConfigurationReader, stack: ConfigurationStack) -> Bool {
        ifupdown(reading: reader, stack: stack) != nil || ifcfg(reading: reader, stack: stack) != nil
    }

    /// Takes all three.
    public init(plugin: String, tokens: [SourceToken], uncertainty: Uncertainty? = nil) {
        self.plugin = plugin
        self.tokens = tokens
        self.uncertainty = uncertainty
    }
}
