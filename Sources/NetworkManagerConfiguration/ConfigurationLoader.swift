import KeyFile
import SystemPackage

/// Reads and merges everything that a NetworkManager reads, in its order.
struct ConfigurationLoader<Reader: ConfigurationReader> {
    let reader: Reader
    let options: DaemonOptions
    let version: NetworkManagerVersion?
    let environment: DaemonEnvironment
    let compiledPlugins: RawText

    var merged = MergedConfiguration()
    var files: [ConfigurationFile] = []
    var problems: [Problem] = []
    var internUncertainty: Uncertainty?
    /// The lines that define what other lines are measured against: `unmanaged-devices` of earlier files.
    private var unmanagedLines: [Origin] = []

    init(
        reader: Reader, options: DaemonOptions, version: NetworkManagerVersion?, environment: DaemonEnvironment,
        compiledPlugins: RawText
    ) {
        self.reader = reader
        self.options = options
        self.version = version
        self.environment = environment
        self.compiledPlugins = compiledPlugins
    }

    mutating func load() {
        let adminDirectory = options.configDirectory.isAbsolute ? options.configDirectory : nil
        var vendorDirectory = options.systemConfigDirectory.isAbsolute ? options.systemConfigDirectory : nil
        if vendorDirectory == adminDirectory { vendorDirectory = nil }
        var runtimeDirectory: FilePath? = DaemonOptions.runtimeConfigDirectory
        if runtimeDirectory == vendorDirectory || runtimeDirectory == adminDirectory { runtimeDirectory = nil }

        let vendor = snippets(in: vendorDirectory, .vendor)
        let runtime = snippets(in: runtimeDirectory, .runtime)
        let admin = snippets(in: adminDirectory, .admin)
        let runtimeNames = Set(runtime.names)
        let adminNames = Set(admin.names)

        if let gap = vendor.gap { merged.noteGap(gap) }
        for name in vendor.names {
            let masks = [(runtimeNames, runtime.directory), (adminNames, admin.directory)]
            readSnippet(name, in: vendor, .vendor, maskedBy: masks.last { $0.0.contains(name) }?.1)
        }
        if let gap = runtime.gap { merged.noteGap(gap) }
        for name in runtime.names {
            readSnippet(name, in: runtime, .runtime, maskedBy: adminNames.contains(name) ? admin.directory : nil)
        }
        readMainFile()
        if let gap = admin.gap { merged.noteGap(gap) }
        for name in admin.names { readSnippet(name, in: admin, .admin, maskedBy: nil) }
        applyCommandLine()
        checkConfigureAndQuit()
    }

    // MARK: Directories

    private struct Directory {
        var directory: FilePath
        var names: [FilePath.Component]
        var gap: Uncertainty?
    }

    /// The drop-ins of a directory, sorted byte by byte. Names that do not count are put on record.
    private mutating func snippets(in directory: FilePath?, _ layer: ConfigurationFile.Layer) -> Directory {
        guard let directory else { return Directory(directory: "", names: []) }
        switch reader.entries(of: directory) {
        case .missing: return Directory(directory: directory, names: [])
        case .unreadable(let error):
            // What NetworkManager cannot read counts as empty; but it may be allowed more than we are.
            guard error == .permissionDenied || error == .notPermitted else {
                return Directory(directory: directory, names: [])
            }
            files.append(
                ConfigurationFile(directory, layer, .unreadable, "\(error)", isUncertain: true))
            problems.append(
                Problem(
                    .warning, .unknown, path: directory, line: nil,
                    "This directory cannot be read from here (\(error)), so its files are unknown. Run as root."))
            return Directory(
                directory: directory, names: [], gap: Uncertainty("\(directory) cannot be read (\(error))"))
        case .names(let names):
            var counted: [FilePath.Component] = []
            for name in names.map({ (RawText($0), $0) }).sorted(by: { $0.0 < $1.0 }) {
                // Dot files count, and so does a file that is called just ".conf".
                if name.0.hasSuffix(".conf") {
                    counted.append(name.1)
                } else {
                    noteIgnored(directory.appending(name.1), name.0, layer)
                }
            }
            return Directory(directory: directory, names: counted)
        }
    }

    private mutating func noteIgnored(_ path: FilePath, _ name: RawText, _ layer: ConfigurationFile.Layer) {
        files.append(ConfigurationFile(path, layer, .ignored, "the name does not end in .conf"))
        // Left-overs of editors and package managers are meant to be ignored; a misspelt suffix is not.
        let small = name.asciiLowercased
        if small.hasSuffix(".conf") || small.hasSuffix(".config") || small.hasSuffix(".cfg") || small.hasSuffix(".ini")
        {
            problems.append(
                Problem(
                    .warning, .ignoredName, path: path, line: nil,
                    "NetworkManager reads only names that end in .conf (in small letters): this file has no effect. "
                        + "Rename it if it is meant to count."))
        }
    }

    private mutating func readSnippet(
        _ name: FilePath.Component, in directory: Directory, _ layer: ConfigurationFile.Layer, maskedBy mask: FilePath?
    ) {
        let path = directory.directory.appending(name)
        if let mask {
            files.append(
                ConfigurationFile(path, layer, .shadowed, "\(mask.appending(name)) has the same name and hides it"))
            return
        }
        guard let file = open(path, layer, isSnippet: true) else { return }
        judge(file, path, layer)
    }

    /// Honours the file's own condition, and merges it accordingly.
    private mutating func judge(_ file: KeyFile, _ path: FilePath, _ layer: ConfigurationFile.Layer) {
        let condition = file.group(".config")
        if let value = condition?.value(of: "enable") {
            let line = condition?.lastEntry(of: "enable")?.line
            switch EnableCondition.judge(value, version: version, environment: environment) {
            case .enabled: break
            case .disabled:
                files.append(
                    ConfigurationFile(
                        path, layer, .disabled, "line \(line ?? 0) says enable=\(value)" + versionNote(value)))
                return
            case .unknown(let why):
                files.append(
                    ConfigurationFile(
                        path, layer, .disabled, "line \(line ?? 0) says enable=\(value), and \(why)", isUncertain: true)
                )
                let keys = file.groups.flatMap { group in
                    group.entries.map { [group.name, MergeRules.base(of: $0.key)] }
                }
                merged.noteGap(
                    Uncertainty("\(path):\(line ?? 0) says enable=\(value), and \(why)"), keys: Set(keys))
                return
            }
        }
        files.append(ConfigurationFile(path, layer, .read))
        merge(file, path)
    }

    private func versionNote(_ value: RawText) -> String {
        guard let version, value.description.contains("nm-version") else { return "" }
        return ", and this is \(version)"
    }

    // MARK: Files

    /// Opens and parses a file, or says why not. Any failure is fatal to the whole configuration.
    private mutating func open(
        _ path: FilePath, _ layer: ConfigurationFile.Layer, isSnippet: Bool, severity: Problem.Severity = .fatal
    ) -> KeyFile? {
        let consequence =
            severity == .fatal
            ? "NetworkManager would not start with it, and ignores a reload." : "NetworkManager passes over it."
        func fail(_ kind: Problem.Kind, line: Int? = nil, _ reason: String, _ advice: String) {
            files.append(ConfigurationFile(path, layer, .unreadable, reason))
            problems.append(Problem(severity, kind, path: path, line: line, "\(reason): \(consequence) \(advice)"))
        }
        switch reader.contents(of: path) {
        case .regular(let bytes):
            do {
                let file = try KeyFile(parsing: bytes)
                problems += Lint(path: path, version: version, isSnippet: isSnippet).problems(in: file, bytes: bytes)
                return file
            } catch {
                if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
                    fail(
                        .byteOrderMark, line: 1, "The file begins with a UTF-8 byte order mark",
                        "Remove the first three bytes.")
                } else {
                    fail(.syntax, line: error.line, error.message, Lint.advice(for: error, in: bytes))
                }
                return nil
            }
        case .missing:
            fail(
                .missingFile, "The file is not there, or is a symbolic link that leads nowhere",
                isSnippet ? "Remove it; to hide a file of the same name, leave an empty regular file." : "")
            return nil
        case .notRegular(let kind):
            fail(
                .notRegular, "Not a regular file but a \(kind)",
                "Remove or rename it; to hide a file of the same name, leave an empty regular file instead.")
            return nil
        case .unreadable(let error) where error != .permissionDenied && error != .notPermitted:
            fail(.unreadable, "The file cannot be read (\(error))", "")
            return nil
        case .unreadable(let error):
            noteGap(path, layer, "it cannot be read from here (\(error))", "Run as root.")
            return nil
        case .tooLarge:
            noteGap(
                path, layer, "it is too large to be read here", "A drop-in of this size is no drop-in: look what it is."
            )
            return nil
        }
    }

    private mutating func noteGap(
        _ path: FilePath, _ layer: ConfigurationFile.Layer, _ reason: String, _ advice: String
    ) {
        files.append(ConfigurationFile(path, layer, .unreadable, reason, isUncertain: true))
        problems.append(
            Problem(.warning, .unknown, path: path, line: nil, "What this file says is unknown: \(reason). \(advice)"))
        merged.noteGap(Uncertainty("what \(path) says is unknown: \(reason)"))
    }

    /// `--config`, or else the legacy file, or else the main file: only one of them counts.
    private mutating func readMainFile() {
        if let path = options.configFile {
            mergeMain(path, severity: .fatal)
            return
        }
        let legacy = DaemonOptions.legacyMainFile
        switch reader.contents(of: legacy) {
        case .missing: break
        default:
            let gaps = merged.gaps.count
            if mergeMain(legacy, severity: .warning) {
                files.append(
                    ConfigurationFile(
                        DaemonOptions.mainFile, .main, .ignored, "\(legacy) exists and is read in its place"))
                return
            }
            // A legacy file that cannot be read from here leaves open which of the two counts.
            if merged.gaps.count > gaps { return }
        }
        switch reader.contents(of: DaemonOptions.mainFile) {
        case .missing: break
        default: mergeMain(DaemonOptions.mainFile, severity: .fatal)
        }
    }

    @discardableResult
    private mutating func mergeMain(_ path: FilePath, severity: Problem.Severity) -> Bool {
        guard let file = open(path, .main, isSnippet: false, severity: severity) else { return false }
        files.append(ConfigurationFile(path, .main, .read))
        merge(file, path)
        return true
    }

    // MARK: Merging

    mutating func merge(_ file: KeyFile, _ path: FilePath) {
        merged.nextFile()
        // `[.config]` is the file's own business.
        let groups = file.groups.filter { $0.name != ".config" && !MergeRules.isReserved(group: $0.name) }
        for group in MergeRules.order(groups, name: \.name) {
            if registersEmptyGroups { merged.register(group.name) }
            // A repeated key comes up once for each of its lines, but GLib gives the last value every time.
            for entry in group.entries where !MergeRules.isReserved(key: entry.key) {
                guard let value = group.value(of: entry.key), let last = group.lastEntry(of: entry.key) else {
                    continue
                }
                merge(entry.key, value, in: group.name, origin: Origin(path: path, line: last.line))
            }
        }
    }

    /// From 1.56 on, a group without any effective key takes its place in the order too.
    private var registersEmptyGroups: Bool { version.map { $0 >= NetworkManagerVersion(1, 55, 0) } ?? false }

    private mutating func merge(_ key: RawText, _ value: RawText, in group: RawText, origin: Origin) {
        let base = MergeRules.base(of: key)
        if base == key {
            noteDiscarded(key, value, in: group, origin: origin)
            merged.assign(key, in: group, value, origin: origin)
        } else if MergeRules.isStringList(group, base) {
            changeStringList(base, value, in: group, adds: key.hasSuffix("+"), origin: origin)
        } else if MergeRules.isDeviceList(group, base, version: version) {
            let pieces = TokenList.split(value)
            if group == "keyfile" && base == "unmanaged-devices" { noteTurned(pieces, key, origin: origin) }
            let adds = key.hasSuffix("+")
            merged.change(base, in: group, origin: origin) { list in
                if adds { list.add(pieces, origin: origin) } else { list.remove(pieces, origin: origin) }
            }
            if group == "keyfile" && base == "unmanaged-devices" { unmanagedLines.append(origin) }
        }
        // `+` and `-` behind any other key make NetworkManager drop the line without a word.
    }

    /// `main.plugins` and the like: GLib splits and joins these.
    private mutating func changeStringList(
        _ key: RawText, _ value: RawText, in group: RawText, adds: Bool, origin: Origin
    ) {
        // A key that ends in a space can be read but not set.
        guard key.bytes.last != 32 else { return }
        var old = merged.value(of: key, in: group)?.value
        let isPlugins = group == "main" && key == "plugins"
        if isPlugins && old == nil {
            // The compile-time default is filled in first.
            old = compiledPlugins
            merged.assign(key, in: group, compiledPlugins, origin: origin)
        }
        let oldPieces = old.flatMap(KeyFile.stringList) ?? []
        let pieces = KeyFile.stringList(value) ?? []
        var result = oldPieces.filter { adds || !pieces.contains($0) }
        if adds { result += pieces.filter { !oldPieces.contains($0) } }
        if !result.isEmpty {
            merged.assign(key, in: group, KeyFile.joined(stringList: result), origin: origin)
        } else if isPlugins {
            merged.assign(key, in: group, "", origin: origin)
        } else {
            merged.remove(key, in: group)
        }
    }

    private mutating func noteDiscarded(_ key: RawText, _ value: RawText, in group: RawText, origin: Origin) {
        guard group == "keyfile" && key == "unmanaged-devices" else { return }
        let lost = (merged.value(of: key, in: group)?.sources ?? []).filter { $0.origin.path != origin.path }
        if let first = lost.first {
            let kept = Set(TokenList.split(value))
            let gone = lost.filter { !kept.contains($0.text) }
            if !gone.isEmpty {
                let names = gone.prefix(4).map { "\($0.text)" }.joined(separator: ", ")
                problems.append(
                    Problem(
                        .warning, .discardsEarlier, path: origin.path, line: origin.line,
                        "unmanaged-devices= discards what \(first.origin) said (\(names)\(gone.count > 4 ? ", …" : "")). "
                            + "Write unmanaged-devices+= to add to it."))
            }
        }
        unmanagedLines = [origin]
    }

    private mutating func noteTurned(_ pieces: [RawText], _ key: RawText, origin: Origin) {
        guard key.hasSuffix("+"), pieces.contains(where: { !MatchToken.isExcept($0) }), !pieces.contains("*"),
            let first = merged.value(of: "unmanaged-devices", in: "keyfile")?.firstOfExceptionsOnly
        else { return }
        problems.append(
            Problem(
                .warning, .turnsExceptions, path: origin.path, line: origin.line,
                "\(first.origin) lists exceptions only, which (since 1.14) un-manages everything else; with this line the list "
                    + "un-manages nothing but what it names. Add the token * as well to keep both."))
    }

    // MARK: Command line

    private mutating func applyCommandLine() {
        let origin = Origin(path: "/proc/self/cmdline", line: nil)
        merged.nextFile()
        if let plugins = options.plugins { merged.assign("plugins", in: "main", plugins, origin: origin) }
        let isInitrd = options.configureAndQuit == "initrd"
        if let version, version >= Self.configureAndQuitRemoved {
            // The command line's default is written over whatever the files say.
            merged.assign("configure-and-quit", in: "main", isInitrd ? "initrd" : "no", origin: origin)
        } else if let value = options.configureAndQuit {
            merged.assign("configure-and-quit", in: "main", isInitrd ? "initrd" : value, origin: origin)
        }
        for key in ["uri", "interval", "response"] as [RawText] {
            if let value = options.connectivity[key] { merged.assign(key, in: "connectivity", value, origin: origin) }
        }
    }

    /// "yes" went away in 1.36, and with it the way a bad value in a file could stop the daemon.
    private static var configureAndQuitRemoved: NetworkManagerVersion { NetworkManagerVersion(1, 35, 0) }

    private mutating func checkConfigureAndQuit() {
        guard let value = merged.value(of: "configure-and-quit", in: "main"),
            let text = KeyFile.unescaped(value.value)?.trimmed, text != "initrd", MergeRules.boolean(text) == nil
        else { return }
        problems.append(
            Problem(
                .fatal, .configureAndQuit, path: value.origin.path, line: value.origin.line,
                "configure-and-quit=\(text) is not valid: NetworkManager would not start with it. Write yes, no or initrd."
            ))
    }
}
