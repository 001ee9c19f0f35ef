/// What a settings plugin other than keyfile adds to the list of unmanaged devices.
public struct PluginSpecs: Hashable, Sendable {
    /// The plugin's name.
    public let plugin: String
    /// Its tokens, with the line of each in the plugin's own files.
    public let tokens: [SourceToken]
    /// Why there may be others.
    public let uncertainty: Uncertainty?

    /// Takes all three.
    public init(plugin: String, tokens: [SourceToken], uncertainty: Uncertainty? = nil) {
        self.plugin = plugin
        self.tokens = tokens
        self.uncertainty = uncertainty
    }
}
