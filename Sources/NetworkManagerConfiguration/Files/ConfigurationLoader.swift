import Base
import KeyFile
import SystemPackage

/// Reads and merges everything that a NetworkManager reads, in its order.
struct ConfigurationLoader<Reader: ConfigurationReader> {
    let reader: Reader
    let options: DaemonOptions
    let version: NetworkManagerVersion?
    let environment: DaemonEnvironment

    var merge: LayerMerge
    var files: [ConfigurationFile] = []

    var behaviour: Behaviour { Behaviour(version) }
    var merged: MergedConfiguration { merge.merged }
    /// What is wrong in a file by itself, or keeps it from being read.
    var problems: [Problem] = []
    /// Lists of unmanaged devices in files that others of the same name hide. That is how a file is masked on purpose,
    /// and of interest only where such a list is missing.
    var hiddenLists: [Problem] = []

    /// The most bytes of all files together: what is made of them takes time and memory, a hundred times their size.
    private static var limit: Int { 2 << 20 }
    /// How many there are so far.
    private var size = 0

    init(
        reader: Reader, options: DaemonOptions, version: NetworkManagerVersion?, environment: DaemonEnvironment,
        defaultPlugins: RawText?
    ) {
        self.reader = reader
        self.options = options
        self.version = version
        self.environment = environment
        merge = LayerMerge(version: version, defaultPlugins: defaultPlugins)
    }

    mutating func load() {
        loadUserFiles()
        let withEmpty = merged.groupNames
        // Groups that nothing stands in by now lose their place, before the daemon's file may put something into them.
        merge.merged.removeEmptyGroups()
        // Where empty groups count, an empty [global-dns] is a [global-dns] all the same.
        loadIntern(usersGroups: behaviour.has(.emptyGroups) == .yes ? withEmpty : merged.groupNames)
    }

    private mutating func loadUserFiles() {
        let adminDirectory = options.configDirectory.isAbsolute ? options.configDirectory : nil
        var vendorDirectory = options.systemConfigDirectory.isAbsolute ? options.systemConfigDirectory : nil
        if vendorDirectory == adminDirectory { vendorDirectory = nil }
        var runtimeDirectory: FilePath? = DaemonOptions.runtimeConfigDirectory
        if runtimeDirectory == vendorDirectory || runtimeDirectory == adminDirectory { runtimeDirectory = nil }

        if behaviour.has(.vendorDirectory) == .no { vendorDirectory = nil }
        if behaviour.has(.runtimeDirectory) == .no { runtimeDirectory = nil }

        let vendor = snippets(in: vendorDirectory, .vendor)
        let runtime = snippets(in: runtimeDirectory, .runtime)
        let admin = snippets(in: adminDirectory, .admin)
        let runtimeNames = Set(runtime.names)
        let adminNames = Set(admin.names)

        if let unreadable = vendor.unreadable { merge.merged.noteUnreadable(unreadable) }
        for name in vendor.names {
            let masks = [(runtimeNames, runtime.directory), (adminNames, admin.directory)]
            readSnippet(name, in: vendor, .vendor, maskedBy: masks.last { $0.0.contains(name) }?.1)
        }
        if let unreadable = runtime.unreadable { merge.merged.noteUnreadable(unreadable) }
        for name in runtime.names {
            readSnippet(name, in: runtime, .runtime, maskedBy: adminNames.contains(name) ? admin.directory : nil)
        }
        readMainFile()
        if let unreadable = admin.unreadable { merge.merged.noteUnreadable(unreadable) }
        for name in admin.names { readSnippet(name, in: admin, .admin, maskedBy: nil) }
        merge.apply(ConfigurationLayer(of: options, version: version))
        checkConfigureAndQuit()
    }

    private mutating func readSnippet(
        _ name: FilePath.Component, in directory: Directory, _ layer: ConfigurationFile.Layer, maskedBy mask: FilePath?
    ) {
        let path = directory.directory.appending(name)
        if let mask {
            files.append(
                ConfigurationFile(path, layer, .shadowed, "hidden by \(mask.appending(name)), which has the same name"))
            noteHiddenList(of: path, by: mask.appending(name))
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
            case .yes: break
            case .no:
                files.append(
                    ConfigurationFile(
                        path, layer, .disabled, "enable=\(value) in line \(line ?? 0)" + versionNote(value)))
                return
            case .unknown(let why):
                files.append(
                    ConfigurationFile(
                        path, layer, .disabled, "enable=\(value) in line \(line ?? 0), and \(why)", isUncertain: true)
                )
                let keys = file.groups.flatMap { group in
                    group.entries.map { [group.name, MergeRules.base(of: $0.key)] }
                }
                merge.merged.noteUnreadable(
                    Uncertainty("enable=\(value) in \(path):\(line ?? 0), and \(why)"), keys: Set(keys))
                return
            }
        }
        files.append(ConfigurationFile(path, layer, .read))
        merge.apply(ConfigurationLayer(of: file, at: path))
    }

    private func versionNote(_ value: RawText) -> String {
        guard let version, value.description.contains("nm-version") else { return "" }
        return ", and the version is \(version)"
    }

    // MARK: Files

    /// Opens and parses a file, or says why not. Any failure is fatal to the whole configuration.
    /// - Parameter contents: what the file holds, where that was read before.
    private mutating func open(
        _ path: FilePath, _ layer: ConfigurationFile.Layer, isSnippet: Bool, severity: Problem.Severity = .fatal,
        _ contents: FileContents? = nil
    ) -> KeyFile? {
        let consequence =
            severity == .fatal
            ? "NetworkManager refuses to start and ignores reloads." : "NetworkManager ignores it."
        func fail(_ kind: Problem.Kind, line: Int? = nil, _ reason: String, _ advice: String) {
            files.append(ConfigurationFile(path, layer, .unreadable, reason))
            problems.append(
                Problem(
                    severity, kind, path: path, line: line,
                    "\(reason); \(consequence)\(advice.isEmpty ? "" : " \(advice)")"))
        }
        switch contents ?? reader.contents(of: path) {
        case .regular(let bytes) where size + bytes.count > Self.limit: noteTooMuch(path, layer)
        case .regular(let bytes):
            size += bytes.count
            do {
                let file = try KeyFile(parsing: bytes)
                problems += Lint(path: path, version: version, isSnippet: isSnippet).problems(in: file)
                return file
            } catch  where bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
                fail(
                    .byteOrderMark, line: 1, "the file begins with a UTF-8 byte order mark",
                    "Save the file without a byte order mark.")
            } catch { fail(.syntax, line: error.line, Lint.reason(for: error), Lint.advice(for: error, in: bytes)) }
        case .missing:
            fail(
                .missingFile, "the file does not exist, or is a dangling symbolic link",
                isSnippet ? "Remove it; to hide a file of the same name, use an empty regular file." : "")
        case .notRegular(let kind):
            fail(
                .notRegular, "this is a \(kind), not a regular file",
                "Remove or rename it; to hide a file of the same name, use an empty regular file.")
        case .unreadable(let error) where !error.isOfReader:
            fail(.unreadable, "cannot read the file (\(error))", "")
        case .unreadable(let error):
            noteUnreadable(path, layer, "\(error)", "Run as root.")
        case .tooLarge: noteTooLarge(path, layer)
        }
        return nil
    }

    private mutating func noteTooMuch(_ path: FilePath, _ layer: ConfigurationFile.Layer) {
        noteUnreadable(
            path, layer, "all files together are larger than \(Self.limit >> 20) MiB, and nmfence ignores this one",
            "Check whether they are configuration files.")
    }

    private mutating func noteTooLarge(_ path: FilePath, _ layer: ConfigurationFile.Layer) {
        noteUnreadable(
            path, layer, "the file is larger than 1 MiB, and nmfence ignores it",
            "Check whether it is a configuration file.")
    }

    private mutating func noteUnreadable(
        _ path: FilePath, _ layer: ConfigurationFile.Layer, _ reason: String, _ advice: String
    ) {
        files.append(ConfigurationFile(path, layer, .unreadable, reason, isUncertain: true))
        problems.append(
            Problem(.warning, .unknown, path: path, line: nil, "contents unknown: \(reason). \(advice)"))
        merge.merged.noteUnreadable(Uncertainty("the contents of \(path) are unknown: \(reason)"))
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
        case let contents:
            let unreadable = merged.unreadableCount
            if mergeMain(legacy, severity: .warning, contents) {
                files.append(
                    ConfigurationFile(
                        DaemonOptions.mainFile, .main, .ignored, "\(legacy) exists and is read instead"))
                return
            }
            // A legacy file that cannot be read from here leaves open which of the two counts.
            if merged.unreadableCount > unreadable { return }
        }
        switch reader.contents(of: DaemonOptions.mainFile) {
        case .missing: break
        case let contents: mergeMain(DaemonOptions.mainFile, severity: .fatal, contents)
        }
    }

    @discardableResult
    private mutating func mergeMain(
        _ path: FilePath, severity: Problem.Severity, _ contents: FileContents? = nil
    ) -> Bool {
        guard let file = open(path, .main, isSnippet: false, severity: severity, contents) else { return false }
        files.append(ConfigurationFile(path, .main, .read))
        merge.apply(ConfigurationLayer(of: file, at: path))
        return true
    }
}
