import Base
import KeyFile
import NetworkManager
public import NetworkManagerConfiguration
import Node
import SystemPackage

/// Whose configuration is read: with which options, version and environment a NetworkManager meets the files of the
/// node.
///
/// The same subject judges the files as they are and as they would be after a change.
public struct ConfigurationSubject {
    /// Where it looks for its files.
    public let options: DaemonOptions
    /// Its version; nil where neither the bus nor the installed plugins nor the user tells.
    public let version: NetworkManagerVersion?
    /// Where the version was learnt, in words.
    public let versionSource: String
    /// Its environment, on which `[.config] enable=env:` depends.
    public let environment: DaemonEnvironment
    /// Which plugins there are files of, and which program tells those that were compiled in as the default.
    private let installed: InstalledNetworkManager
    private let deadline: Deadline
    /// Whether the program may be run: that of an image belongs to another system.
    private let mayAskProgram: Bool

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
        installed = context.installed
        deadline = context.deadline
        mayAskProgram = context.root.isHost
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
                compiled: CompiledPlugins(defaults: defaults))
        }
        var stack = read(nil)
        // What was compiled in is looked up only where there is a file that a plugin would read.
        guard PluginSpecs.any(reading: files, stack: stack) else { return ManagedPolicy(stack, pluginSpecs: []) }
        if stack.dependsOnDefaultPlugins, let defaults = defaultPlugins { stack = read(defaults) }
        stack = stack.built(with: installed.plugins?.map { RawText($0) })
        let pluginSpecs = [
            PluginSpecs.ifupdown(reading: files, stack: stack), PluginSpecs.ifcfg(reading: files, stack: stack),
        ]
        return ManagedPolicy(stack, pluginSpecs: pluginSpecs.compactMap(\.self))
    }

    private var defaultPlugins: RawText? {
        guard mayAskProgram else { return nil }
        return installed.program.flatMap { DefaultPlugins(path: $0, deadline: deadline).answer }
    }
}
