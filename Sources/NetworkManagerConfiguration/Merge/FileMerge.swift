import KeyFile
import SystemPackage

/// Merges the users' files, one after the other, and notes where one undoes another.
struct FileMerge {
    let version: NetworkManagerVersion?
    /// What `main.plugins` is where nothing sets it; nil where that is not known.
    let defaultPlugins: RawText?
    /// Whether `main.plugins` extends a default that is not known.
    private(set) var extendsUnknownPlugins = false

    private var repeatedBytes = 0
    var merged = MergedConfiguration()
    var problems: [Problem] = []

    init(version: NetworkManagerVersion?, defaultPlugins: RawText?) {
        self.version = version
        self.defaultPlugins = defaultPlugins
    }

    /// Merges a file that counts (`read_config`).
    mutating func merge(_ file: KeyFile, _ path: FilePath) {
        merged.nextFile()
        // `[.config]` is the file's own business.
        let groups = file.groups.filter { $0.name != ".config" && !MergeRules.isReserved(group: $0.name) }
        for group in MergeRules.order(groups, name: \.name) {
            if registersEmptyGroups { merged.register(group.name) }
            // A repeated key comes up once for each of its lines, but GLib gives the last value every time. Twice on
            // end is as good as once, unless the list has pieces that lose something each time.
            var previous: RawText?
            var seen: Set<RawText> = []
            for entry in group.entries where !MergeRules.isReserved(key: entry.key) {
                guard let last = group.lastEntry(of: entry.key), let value = group.value(of: entry.key) else {
                    continue
                }
                let base = MergeRules.base(of: entry.key)
                if previous == entry.key, !MergeRules.isStringList(group.name, base),
                    merged.value(of: base, in: group.name)?.isStable ?? true
                {
                    continue
                }
                previous = entry.key
                if !seen.insert(entry.key).inserted, !allowsRepeat(of: base, value, entry, group.name, path) { break }
                merge(entry.key, value, in: group.name, origin: Origin(path: path, line: last.line))
            }
        }
    }

    /// How many bytes of values that lines repeat are merged again: each such line costs as much as the whole last
    /// value of its key.
    private static let repeatedLimit = 32 << 20

    /// Counts a line that repeats a key; false, with a word on it, where there have been too many.
    private mutating func allowsRepeat(
        of base: RawText, _ value: RawText, _ entry: KeyFile.Entry, _ group: RawText, _ path: FilePath
    ) -> Bool {
        repeatedBytes += value.count
        guard repeatedBytes > Self.repeatedLimit else { return true }
        let why =
            "\(path):\(entry.line) and the lines behind it in [\(group)] were not looked at: they repeat keys too often"
        merged.noteUnreadable(Uncertainty(why), keys: [[group, base]])
        problems.append(
            Problem(
                .warning, .unknown, path: path, line: entry.line,
                "\(why). Put everything into one line for each key."))
        return false
    }

    /// Whether a group without any effective key takes its place in the order too.
    private var registersEmptyGroups: Bool { Behaviour(version).has(.emptyGroups) ?? false }

    private mutating func merge(_ key: RawText, _ value: RawText, in group: RawText, origin: Origin) {
        let base = MergeRules.base(of: key)
        if base == key {
            noteDiscarded(key, value, in: group, origin: origin)
            if group == "main" && key == "plugins" { extendsUnknownPlugins = false }
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
        }
        // `+` and `-` behind any other key make NetworkManager drop the line without a word.
    }

    /// `main.plugins` and the like: GLib splits and joins these.
    private mutating func changeStringList(
        _ key: RawText, _ value: RawText, in group: RawText, adds: Bool, origin: Origin
    ) {
        // A key that ends in a space can be read but not set.
        guard key.bytes.last != 32 else { return }
        let isPlugins = group == "main" && key == "plugins"
        if isPlugins && merged.value(of: key, in: group) == nil {
            // The compile-time default is filled in first.
            extendsUnknownPlugins = defaultPlugins == nil
            merged.assign(key, in: group, defaultPlugins ?? "", origin: origin)
        }
        let pieces = KeyFile.stringList(value) ?? []
        // Nothing put to or taken from nothing makes no key, and no group.
        guard merged.value(of: key, in: group) != nil || (adds && !pieces.isEmpty) else { return }
        merged.change(key, in: group, origin: origin) { $0.changeStrings(pieces, adds: adds, origin: origin) }
        guard merged.value(of: key, in: group)?.isEmptied == true else { return }
        if isPlugins, Behaviour(version).has(.emptiedPluginsStay) ?? true { return }
        merged.remove(key, in: group)
    }

    private mutating func noteDiscarded(_ key: RawText, _ value: RawText, in group: RawText, origin: Origin) {
        if group.hasPrefix("device"), key == "match-device", let old = merged.value(of: key, in: group),
            old.origin.path != origin.path, old.value != value
        {
            problems.append(
                Problem(
                    .warning, .discardsEarlier, path: origin.path, line: origin.line,
                    "[\(group)] is also in \(old.origin), and groups of the same name are one: this line replaces its "
                        + "match-device. Give the group a name of its own."))
        }
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
                        "unmanaged-devices= discards what \(first.origin) said "
                            + "(\(names)\(gone.count > 4 ? ", …" : "")). "
                            + "Write unmanaged-devices+= to add to it."))
            }
        }
    }

    private mutating func noteTurned(_ pieces: [RawText], _ key: RawText, origin: Origin) {
        guard key.hasSuffix("+"), pieces.contains(where: { !MatchToken.isExcept($0) }), !pieces.contains("*"),
            let first = merged.value(of: "unmanaged-devices", in: "keyfile")?.firstOfExceptionsOnly
        else { return }
        problems.append(
            Problem(
                .warning, .turnsExceptions, path: origin.path, line: origin.line,
                "\(first.origin) lists exceptions only, which (since 1.14) un-manages everything else; with this "
                    + "line the list un-manages nothing but what it names. Add the token * as well to keep both."))
    }

    /// What the daemon's options put over the files.
    mutating func apply(_ options: DaemonOptions) {
        let origin = Origin(path: "(command line)", line: nil)
        merged.nextFile()
        if let plugins = options.plugins {
            merged.assign("plugins", in: "main", plugins, origin: origin)
            extendsUnknownPlugins = false
        }
        let isInitrd = options.configureAndQuit == "initrd"
        if Behaviour(version).has(.configureAndQuitFromCommandLine) == true {
            // The command line's default is written over whatever the files say.
            merged.assign("configure-and-quit", in: "main", isInitrd ? "initrd" : "no", origin: origin)
        } else if let value = options.configureAndQuit {
            merged.assign("configure-and-quit", in: "main", isInitrd ? "initrd" : value, origin: origin)
        }
        for key in ["uri", "interval", "response"] as [RawText] {
            if let value = options.connectivity[key] { merged.assign(key, in: "connectivity", value, origin: origin) }
        }
    }

    /// The one value that can keep the daemon from starting.
    mutating func checkConfigureAndQuit() {
        guard Behaviour(version).has(.configureAndQuitIsStrict) ?? true,
            let value = merged.value(of: "configure-and-quit", in: "main"),
            let text = KeyFile.unescaped(value.value)?.trimmed, text != "initrd", MergeRules.boolean(text) == nil
        else { return }
        problems.append(
            Problem(
                .fatal, .configureAndQuit, path: value.origin.path, line: value.origin.line,
                "configure-and-quit=\(text) is not valid: NetworkManager would not start with it. Write yes, no or "
                    + "initrd."
            ))
    }
}
