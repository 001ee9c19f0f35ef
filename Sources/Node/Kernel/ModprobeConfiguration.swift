public import Base
import SystemPackage

/// What keeps modules from being loaded on demand: modprobe.d(5) and the kernel's command line, each rule with its
/// place.
///
/// modprobe reads the same files, and does not say where it read what.
public struct ModprobeConfiguration: Sendable {
    /// A rule that keeps a module out.
    public struct Rule: Hashable, Sendable {
        /// How it does so.
        public enum Kind: Hashable, Sendable {
            /// `blacklist`: not loaded by an alias, which is how the kernel asks for it.
            case blacklist
            /// `install NAME /bin/false`: something else is run in its place.
            case install
            /// `alias NAME off`: nothing is loaded under this name.
            case off
            /// `module_blacklist=` on the kernel's command line: the kernel itself refuses it.
            case kernel
        }

        /// How it keeps the module out.
        public let kind: Kind
        /// Where it stands.
        public let evidence: Evidence
        /// Whether it also keeps out what another module needs: the others hold for the name that is asked for.
        public var holdsForDependencies: Bool { kind == .install || kind == .kernel }
    }

    /// The folders, the ones that win first: a file hides those of the same name in later folders.
    static let folders: [FilePath] = [
        "/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d", "/usr/lib/modprobe.d", "/lib/modprobe.d",
    ]

    /// What an `alias` line says: the module that is loaded under a name, whatever the kernel's own indexes say.
    struct Alias: Hashable, Sendable {
        /// The module's own name.
        let module: String
        /// Where it stands.
        let evidence: Evidence
    }

    private var rules: [String: [Rule]] = [:]
    private var aliases: [String: [Alias]] = [:]
    private var patterns: [(pattern: String, alias: Alias)] = []
    /// What modprobe loads with a module where it can: of a module with such a line it runs no `install` command.
    private(set) var softDependencies: [String: [String]] = [:]
    /// Files and folders that could not be read.
    public private(set) var problems: [Evidence] = []
    /// Those among them that modprobe may be able to read: what they say of a module is not known. A directory and a
    /// link that leads nowhere it passes over, too.
    private(set) var unknown: [FileError] = []

    /// Reads every file that modprobe would; the kernel's command line only where this kernel is the one that runs.
    init(in root: RootDirectory, isRunning: Bool) {
        var seen: Set<FilePath.Component> = []
        for folder in Self.folders {
            do throws(FileError) {
                for name in try root.entriesIfPresent(of: folder)
                where name.extension == "conf" && seen.insert(name).inserted {
                    readFile(folder.appending(name), in: root)
                }
            } catch { note(error) }
        }
        guard isRunning else { return }
        do throws(FileError) {
            if let line = try root.readIfPresent("/proc/cmdline", limit: 1 << 16) { readCommandLine(line[...]) }
        } catch { note(error) }
    }

    private mutating func readFile(_ path: FilePath, in root: RootDirectory) {
        do throws(FileError) { read(try root.read(path, limit: 1 << 20), path) } catch { note(error) }
    }

    private mutating func note(_ error: FileError) {
        problems.append(Evidence(error))
        if !error.isMissing, error.code != .notRegular(.directory) { unknown.append(error) }
    }

    /// The rules that keep a module out, the one that weighs most first: `install` holds for every way of loading.
    func rules(for module: String) -> [Rule] {
        let rules = rules[Self.folded(module)] ?? []
        return rules.filter { $0.kind != .blacklist } + rules.filter { $0.kind == .blacklist }
    }

    /// The aliases of a name, which come before every index of the kernel: `kmod_module_new_from_lookup()`.
    func aliases(of name: String) -> [Alias] {
        guard let name = ModuleAlias.normalized(name) else { return [] }
        let matching = patterns.filter { ModuleAlias.matches(name.utf8, $0.pattern.utf8) }.map(\.alias)
        return (aliases[name] ?? []) + matching
    }

    /// The modules in the words of a softdep line, behind the module's own name: `pre: a b post: c`.
    static func softDependencies(_ words: some Sequence<String>) -> [String] {
        words.filter { $0 != "pre:" && $0 != "post:" }
    }

    /// Module names are the same with `-` and with `_`.
    static func folded(_ name: String) -> String {
        String(decoding: name.utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    }

    private mutating func read(_ bytes: [UInt8], _ path: FilePath) {
        var (pending, start) = ([UInt8](), 0)
        for line in TextLines(bytes) {
            if pending.isEmpty { start = line.number }
            // A backslash at the end joins the next line.
            if line.bytes.last == UInt8(ascii: "\\") {
                pending += line.bytes.dropLast() + [32]
                continue
            }
            let words = (pending + line.bytes)[...].words
            pending = []
            guard words.count >= 2, !words[0].hasPrefix("#") else { continue }
            let evidence = Evidence(path, line: start, words.joined(separator: " "))
            switch words[0] {
            case "blacklist": add(words[1], .blacklist, evidence)
            case "install" where words.count > 2 && !loadsItself(words): add(words[1], .install, evidence)
            case "alias" where words.count > 2 && words[2] == "off": add(words[1], .off, evidence)
            case "alias" where words.count > 2:
                addAlias(words[1], Alias(module: Self.folded(words[2]), evidence: evidence))
            case "softdep":
                let name = Self.folded(words[1])
                // The first line of a module counts.
                if softDependencies[name] == nil {
                    softDependencies[name] = Self.softDependencies(words.dropFirst(2))
                }
            default: break
            }
        }
    }

    private mutating func addAlias(_ word: String, _ alias: Alias) {
        guard let name = ModuleAlias.normalized(word) else { return }
        if ModuleAlias.isPattern(name) {
            patterns.append((name, alias))
        } else {
            aliases[name, default: []].append(alias)
        }
    }

    /// A command that runs modprobe for the very module only adds something to its loading.
    private func loadsItself(_ words: [String]) -> Bool {
        let module = Self.folded(words[1])
        return words.dropFirst(2).contains { $0.hasSuffix("modprobe") || $0.hasSuffix("insmod") }
            && words.dropFirst(2).contains { Self.folded($0) == module || $0.contains("$MODPROBE_OPTS") }
    }

    private mutating func readCommandLine(_ line: ArraySlice<UInt8>) {
        for word in line.words {
            for (prefix, kind) in [("modprobe.blacklist=", Rule.Kind.blacklist), ("module_blacklist=", .kernel)]
            where word.hasPrefix(prefix) {
                for name in word.dropFirst(prefix.count).split(separator: ",") {
                    add(String(name), kind, Evidence("/proc/cmdline", word))
                }
            }
        }
    }

    private mutating func add(_ module: String, _ kind: Rule.Kind, _ evidence: Evidence) {
        let name = Self.folded(module)
        // The first of a kind counts.
        guard rules[name]?.contains(where: { $0.kind == kind }) != true else { return }
        rules[name, default: []].append(Rule(kind: kind, evidence: evidence))
    }
}
