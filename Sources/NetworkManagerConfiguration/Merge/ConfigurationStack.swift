import Base
public import KeyFile
import SystemPackage

/// The effective configuration of a NetworkManager, as it would be if it read its files now.
///
/// ```
/// let stack = ConfigurationStack(reading: root, options: options, version: NetworkManagerVersion(1, 42, 4))
/// stack.refusals                                            // not empty: NetworkManager would not start
/// stack.setting("unmanaged-devices", in: "keyfile")         // value, lines, tokens with their own lines
/// let policy = ManagedPolicy(stack)                         // decides about devices
/// policy.prediction(for: DeviceTraits(name: "cali0", kind: .veth))
/// ```
///
/// A value without any input or output of its own: everything was read when it was made.
public struct ConfigurationStack: Sendable {
    /// Every file that was found, in reading order, with what becomes of it.
    public let files: [ConfigurationFile]
    /// Every effective value, in the order of NetworkManager's own listing as far as that matters: groups as they came
    /// in.
    public let settings: [Setting]
    /// Everything wrong, or not meaning what it seems to, in reading order.
    public private(set) var problems: [Problem]
    /// The version that the rules are those of; nil where it is not known.
    public let version: NetworkManagerVersion?
    /// The options that it was read with.
    public let options: DaemonOptions
    /// The groups in the order in which they came in, also those without keys.
    public let sectionNames: [RawText]

    /// Which plugins the daemon was built with.
    private(set) var compiled: CompiledPlugins
    /// Whether `main.plugins` extends a default that is not known.
    let extendsUnknownPlugins: Bool
    /// `[device*]` groups in the order in which they are asked, with the files among them that could not be read.
    let deviceSections: [DeviceGroup]
    /// Lists of unmanaged devices in files that others of the same name hide: no problem by itself.
    let hiddenLists: [Problem]
    private let merged: MergedConfiguration

    enum DeviceGroup: Sendable {
        case section(MatchSection)
        case unreadable(Uncertainty)
    }

    /// Why NetworkManager would refuse to start with these files (and to take them over on a reload). Empty: it would
    /// not.
    public var refusals: [Problem] { problems.filter { $0.severity == .fatal } }

    /// Files, or whole directories, that cannot be judged from here.
    public var isUncertain: Bool { files.contains(where: \.isUncertain) }

    /// Reads and merges.
    ///
    /// - Parameters:
    ///   - reader: where files come from.
    ///   - options: those of the running daemon; the defaults for an image.
    ///   - version: some rules depend on it. Where it is not known, what hangs on it comes out as unknown.
    ///   - environment: of the daemon; only `[.config] enable=env:` asks for it.
    ///   - compiled: which plugins the daemon was built with.
    public init(
        reading reader: some ConfigurationReader, options: DaemonOptions = DaemonOptions(),
        version: NetworkManagerVersion?, environment: DaemonEnvironment = .known([:]),
        compiled: CompiledPlugins = CompiledPlugins()
    ) {
        var loader = ConfigurationLoader(
            reader: reader, options: options, version: version, environment: environment,
            defaultPlugins: compiled.defaults)
        loader.load()
        files = loader.files
        self.version = version
        self.options = options
        self.compiled = compiled
        extendsUnknownPlugins = loader.merge.extendsUnknownPlugins
        merged = loader.merged
        hiddenLists = loader.hiddenLists
        let names = merged.groupNames
        sectionNames = names
        settings = names.flatMap { group in
            (loader.merged.groups[group]?.keys ?? []).compactMap { key in
                Self.setting(key, in: group, loader.merged, version: version)
            }
        }
        let sections = Self.deviceSections(loader.merged, version: version)
        deviceSections = sections
        problems = Self.inReadingOrder(
            loader.problems + loader.merge.problems + HistoryLint(merged: merged).problems
                + Lint.problems(inEffective: settings), files)
    }

    /// An effective value; nil where nothing sets it (see `uncertainty(of:in:)`).
    public func setting(_ key: RawText, in section: RawText) -> Setting? {
        Self.setting(key, in: section, merged, version: version)
    }

    /// Why a value may be another one, or set at all; nil where it is certain.
    public func uncertainty(of key: RawText, in section: RawText) -> Uncertainty? {
        merged.uncertainty(of: key, in: section)
    }

    /// Lines that take tokens out of the list of unmanaged devices, as ``HistoryLint/removals`` has them.
    var removals: [Problem] { history.removals }

    /// Finds where one line undoes another.
    var history: HistoryLint { HistoryLint(merged: merged) }

    /// What became of each key that more than one line sets or that has no value any more, in the order of groups and
    /// keys: what was overridden is still here.
    public var histories: [KeyHistory] {
        let groups = sectionNames + merged.histories.keys.filter { merged.groups[$0] == nil }.sorted()
        return groups.flatMap { group in
            (merged.histories[group] ?? [:]).keys.sorted().compactMap { KeyHistory(of: $0, in: group, merged) }
        }
    }

    /// By file as they are read, and by line within it; what no file is named for comes last.
    private static func inReadingOrder(_ problems: [Problem], _ files: [ConfigurationFile]) -> [Problem] {
        guard problems.count > 1 else { return problems }
        var places: [FilePath: Int] = [:]
        for (place, file) in files.enumerated() where places[file.path] == nil { places[file.path] = place }
        return problems.enumerated()
            .map { ((places[$0.element.path] ?? .max, $0.element.line ?? 0, $0.offset), $0.element) }
            .sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// The same configuration of a daemon that was built with these plugins; nil where that is not known.
    public func built(with plugins: [RawText]?) -> ConfigurationStack {
        var stack = self
        stack.compiled.built = plugins
        return stack
    }

    /// The same configuration with more problems, behind those that it has.
    func adding(_ found: [Problem]) -> ConfigurationStack {
        var stack = self
        stack.problems += found
        return stack
    }

    private static func setting(
        _ key: RawText, in group: RawText, _ merged: MergedConfiguration, version: NetworkManagerVersion?
    ) -> Setting? {
        guard let value = merged.value(of: key, in: group) else { return nil }
        let isList = MergeRules.isDeviceList(group, key, version: version)
        return Setting(
            section: group, key: key, value: value.value, origin: value.origin, tokens: isList ? value.sources : [],
            uncertainty: merged.uncertainty(of: key, in: group))
    }

    /// Later files' groups first; `[device]` itself last, wherever it stands.
    private static func deviceSections(
        _ merged: MergedConfiguration, version: NetworkManagerVersion?
    ) -> [DeviceGroup] {
        let asksIntern = Behaviour(version).has(.internDeviceGroups) != .no
        func isDevice(_ name: RawText) -> Bool {
            name.hasPrefix("device") || (asksIntern && name.hasPrefix(".intern.device") && name != ".intern.device")
        }
        var sections: [DeviceGroup] = merged.groupOrder.reversed().compactMap { entry in
            switch entry {
            case .unreadable(let uncertainty): .unreadable(uncertainty)
            case .group(let name):
                isDevice(name) && name != "device" ? .section(MatchSection(name, in: merged, version: version)) : nil
            }
        }
        if merged.groups["device"] != nil {
            sections.append(.section(MatchSection("device", in: merged, version: version)))
        }
        return sections
    }
}
