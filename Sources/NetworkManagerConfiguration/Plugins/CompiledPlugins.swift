public import KeyFile

/// The settings plugins that a NetworkManager was built with.
///
/// Distributions differ, and nothing on the bus tells: the program does (`--print-config`), and the folder of its
/// plugins.
public struct CompiledPlugins: Hashable, Sendable {
    /// What `main.plugins` is where no file sets it; nil where that is not known.
    public var defaults: RawText?
    /// The plugins that there are files of, such as `ifupdown`; nil where that is not known.
    public var built: [RawText]?

    /// Takes both.
    public init(defaults: RawText? = nil, built: [RawText]? = nil) {
        self.defaults = defaults
        self.built = built
    }

    /// Reads the default out of what `NetworkManager --print-config` says of a configuration that sets nothing: `#
    /// plugins=ifupdown`.
    public static func defaults(inPrintedConfiguration text: RawText) -> RawText? {
        text.bytes.split(separator: 10).map { RawText($0) }.first { $0.hasPrefix("# plugins=") }
            .map { $0.dropFirst("# plugins=".utf8.count) }
    }
}
