public import Base
public import SystemPackage

/// One kernel's folder of modules, asked through the indexes that depmod made in it; see ``ModuleIndex``.
///
/// Nothing of modprobe.d is looked at here: ``ModprobeConfiguration`` reads it, and knows the line of each rule.
public struct ModuleDirectory {
    /// What a name stands for in this folder.
    public enum Answer: Hashable, Sendable {
        /// Part of the kernel, by this name.
        case builtIn(name: String)
        /// A file, by this name, and the files of the modules that it needs first, as modules.dep names them.
        case file(name: String, path: FilePath, dependencies: [String])
        /// No module and no alias has this name.
        case none
        /// An index cannot be read where the answer would be.
        case unreadable(Evidence)

        /// Whether there is a module.
        var isThere: Bool {
            switch self {
            case .builtIn, .file: true
            case .none, .unreadable: false
            }
        }
    }

    /// An index cannot be read where a search has led.
    public struct Unreadable: Error {
        /// Which, and why.
        public let evidence: Evidence
    }

    /// The indexes that a lookup by name reads.
    enum Index: String, CaseIterable {
        /// The line of modules.dep for the name of each module.
        case dependencies = "modules.dep.bin"
        /// Module names by patterns.
        case aliases = "modules.alias.bin"
        /// The names of built-in modules.
        case builtIn = "modules.builtin.bin"
        /// The same as `aliases` for them; since kmod 27.
        case builtInAliases = "modules.builtin.alias.bin"

        /// Whether depmod makes it without a header, as an empty file, where a kernel does not tell what is built in.
        fileprivate var mayBeEmpty: Bool { self == .builtIn || self == .builtInAliases }
    }

    private let path: FilePath
    private let indexes: [Index: ModuleIndex]

    /// The longest index that is read; real ones have a megabyte.
    private static let sizeLimit = 16 << 20

    /// Nil where an index cannot be read; `problems` says which, and why.
    public init?(_ path: FilePath, in root: RootDirectory, problems: inout [Evidence]) {
        var (indexes, isUsable) = ([Index: ModuleIndex](), true)
        for index in Index.allCases {
            let file = path.appending(index.rawValue)
            do throws(FileError) {
                let bytes = try root.read(file, limit: Self.sizeLimit)
                if bytes.isEmpty, index.mayBeEmpty { continue }
                do throws(ModuleIndex.Damage) { indexes[index] = try ModuleIndex(bytes) } catch {
                    problems.append(Self.damage(to: file))
                    isUsable = false
                }
            } catch {
                if error.isMissing, index != .dependencies { continue }
                problems.append(Evidence(error))
                isUsable = false
            }
        }
        guard isUsable else { return nil }
        self.path = path
        self.indexes = indexes
    }

    /// Looks a module name or an alias up.
    public func lookUp(_ name: String) -> Answer {
        // A name in no index is one that somebody only mentions.
        answer { () throws(Unreadable) in try answers(to: name).first { $0 != .none } ?? .none }
    }

    /// Looks a module up by its own name.
    public func module(named name: String) -> Answer {
        answer { () throws(Unreadable) in try find(ModprobeConfiguration.folded(name)) }
    }

    /// What each of the modules is that a name stands for.
    public func answers(to name: String) throws(Unreadable) -> [Answer] {
        let (modules, index) = try search(name)
        var answers: [Answer] = []
        for module in modules {
            let answer = try find(module)
            // There are built-in modules that only the index of their aliases names.
            answers.append(answer == .none && index == .builtInAliases ? .builtIn(name: module) : answer)
        }
        return answers
    }

    /// The modules that a name stands for, in the order in which modprobe loads them: what `modprobe --resolve-alias`
    /// says where modprobe.d has no alias and no command of this name.
    public func resolve(_ name: String) throws(Unreadable) -> [String] { try search(name).modules }

    /// The order of the indexes is that of `kmod_module_new_from_lookup()`, and the first that knows the name answers.
    /// modules.symbols.bin, which that asks too, has only keys that begin with `symbol:`.
    private func search(_ name: String) throws(Unreadable) -> (modules: [String], index: Index?) {
        guard let name = ModuleAlias.normalized(name) else { return ([], nil) }
        if try value(of: name, in: .dependencies) != nil { return ([name], .dependencies) }
        let modules = try values(matching: name, in: .aliases)
        if !modules.isEmpty { return (modules, .aliases) }
        if try value(of: name, in: .builtIn) != nil { return ([name], .builtIn) }
        return (try values(matching: name, in: .builtInAliases), .builtInAliases)
    }

    private func find(_ module: String) throws(Unreadable) -> Answer {
        if let line = try value(of: module, in: .dependencies), let colon = line.firstIndex(of: ":") {
            let needed = line[colon...].dropFirst().split(separator: " ").map(String.init)
            return .file(name: module, path: file(String(line[..<colon])), dependencies: needed)
        }
        if try value(of: module, in: .builtIn) != nil { return .builtIn(name: module) }
        return .none
    }

    /// Where a file is that modules.dep names: below the folder, except for modules from elsewhere, which depmod names
    /// from the root on (`external` in depmod.d).
    func file(_ name: String) -> FilePath {
        name.hasPrefix("/") ? FilePath(name) : path.appending(name)
    }

    // MARK: Indexes

    private func value(of key: String, in index: Index) throws(Unreadable) -> String? {
        do throws(ModuleIndex.Damage) { return try indexes[index]?.value(of: key) } catch { throw unreadable(index) }
    }

    private func values(matching name: String, in index: Index) throws(Unreadable) -> [String] {
        do throws(ModuleIndex.Damage) { return try indexes[index]?.values(matching: name) ?? [] } catch {
            throw unreadable(index)
        }
    }

    private func answer(_ body: () throws(Unreadable) -> Answer) -> Answer {
        do throws(Unreadable) { return try body() } catch { return .unreadable(error.evidence) }
    }

    private func unreadable(_ index: Index) -> Unreadable {
        Unreadable(evidence: Self.damage(to: path.appending(index.rawValue)))
    }

    private static func damage(to file: FilePath) -> Evidence {
        Evidence(file, "the index is damaged; run depmod to rebuild it")
    }
}
