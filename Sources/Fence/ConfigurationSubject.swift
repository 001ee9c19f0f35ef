import KeyFile
import NetworkManager
public import NetworkManagerConfiguration
import Node
import SystemPackage

/// Whose configuration is read: with which options, version and environment a NetworkManager meets the files of the
/// node.
///
/// The same subject judges the files as they are and as they would be after a change.
public struct ConfigurationSubject: Sendable {
    /// Where it looks for its files.
    public let options: DaemonOptions
    /// Its version; nil where neither the bus nor the installed plugins nor the user tells.
    public let version: NetworkManagerVersion?
    /// Where the version was learnt, in words.
    public let versionSource: String
    /// Its environment, on which `[.config] enable=env:` depends.
    public let environment: DaemonEnvironment
    /// The plugins that there are files of; nil where that is not known.
    private let plugins: [RawText]?
    /// What tells the plugins that were compiled in as the default.
    private let program: DefaultPlugins?

    /// The daemon that runs, else the one that is installed.
    public init(_ context: FenceContext) {
        if let text = context.networkManagerVersion {
            version = NetworkManagerVersion(text)
            versionSource = "--nm-version"
        } else if let running = context.live.snapshot?.status.version {
            version = NetworkManagerVersion(running.text)
            versionSource = "the running NetworkManager"
        } else {
            version = context.installed.version.flatMap { NetworkManagerVersion($0) }
            versionSource = "the installed plugins"
        }
        let installed = context.installed
        plugins = installed.plugins.map { $0.map { RawText($0) } }
        program =
            context.root.isHost
            ? installed.program.map { DefaultPlugins(path: $0, deadline: context.deadline) } : nil
        let process = context.process
        // A daemon whose words cannot be read is taken to have the usual ones: every distribution's unit has.
        options = DaemonOptions(arguments: ["NetworkManager"] + (process?.arguments ?? []).map { RawText($0) })
        if let process {
            environment = process.environment.map { variables in .told { variables[$0] } } ?? .unknown
        } else {
            // Of a daemon that does not run yet: units start it with none of these variables unless somebody edits
            // them.
            environment = .known([:])
        }
    }

    /// What this NetworkManager decides by these files.
    public func policy(reading files: some ConfigurationReader) -> ManagedPolicy {
        func read(_ defaults: RawText?) -> ConfigurationStack {
            ConfigurationStack(
                reading: files, options: options, version: version, environment: environment,
                compiled: CompiledPlugins(defaults: defaults, built: plugins))
        }
        var stack = read(nil)
        // The program is asked only where its answer can matter.
        if stack.dependsOnDefaultPlugins, PluginSpecs.any(reading: files, stack: stack), let defaults = program?.answer
        {
            stack = read(defaults)
        }
        let pluginSpecs = [
            PluginSpecs.ifupdown(reading: files, stack: stack), PluginSpecs.ifcfg(reading: files, stack: stack),
        ]
        return ManagedPolicy(stack, pluginSpecs: pluginSpecs.compactMap(\.self))
    }
}
