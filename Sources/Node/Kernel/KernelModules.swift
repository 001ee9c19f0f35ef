public import Base
import SystemPackage

/// The modules of a node's kernel: which are loaded, which can be, and what says so.
///
/// Looked at in this order, and the first that knows answers: what xtables has registered, what is loaded, what is
/// built in, what has a file, what keeps that out, how the kernel was configured. Where nothing knows, the answer is
/// "unknown" and never "no".
public final class KernelModules {
    /// The kernel whose modules they are.
    public let kernel: NodeKernel
    /// How it was configured; nil where no place tells.
    public let configuration: KernelConfiguration?
    /// What xtables has registered.
    public let extensions: RegisteredExtensions
    /// What keeps modules out.
    public let rules: ModprobeConfiguration
    /// Files that should have told something and could not be read.
    public let problems: [Evidence]

    private let root: RootDirectory
    private let directory: ModuleDirectory?
    private let loaded: [String: Int]
    private let mayFolderBeThere: Bool
    /// Why it is not known which modules are loaded; nil where it is known.
    private let unknownList: FileError?
    private let folder: FilePath
    /// What ``obstacle(_:)`` has found, by the names of modules.dep.
    private var obstacles: [String: ModuleState.Obstacle?] = [:]

    /// Reads what a lookup needs.
    public init(_ kernel: NodeKernel, in root: RootDirectory) {
        self.kernel = kernel
        self.root = root
        var problems: [Evidence] = []
        let (configuration, unreadable) = KernelConfiguration.find(
            kernel.release, isRunning: kernel.isRunning, in: root)
        self.configuration = configuration
        problems += unreadable
        extensions = RegisteredExtensions(in: root)
        rules = ModprobeConfiguration(in: root, isRunning: kernel.isRunning)
        problems += rules.problems
        var unknownList: FileError?
        do throws(FileError) { loaded = try Self.loaded(in: root) } catch {
            loaded = [:]
            // An image has no /proc, and a kernel without loadable modules no such file.
            if !error.isMissing { unknownList = error }
        }
        self.unknownList = unknownList
        let (folder, isThere, unknownFolder) = Self.folder(of: kernel, in: root)
        self.folder = folder
        mayFolderBeThere = isThere || unknownFolder != nil
        problems += [kernel.problem, unknownList, unknownFolder].compactMap { $0.map { Evidence($0) } }
        directory = isThere ? ModuleDirectory(folder, in: root, problems: &problems) : nil
        self.problems = problems
    }

    /// The folder of the kernel's modules, and whether it is there.
    private static func folder(
        of kernel: NodeKernel, in root: RootDirectory
    ) -> (path: FilePath, isThere: Bool, problem: FileError?) {
        let all = NodeKernel.moduleFolders
        guard let name = kernel.release.flatMap({ FilePath.Component($0.text) }) else { return (all[0], false, nil) }
        do throws(FileError) {
            for folder in all.map({ $0.appending(name) }) where try root.isDirectory(folder) {
                return (folder, true, nil)
            }
            return (all[0].appending(name), false, nil)
        } catch {
            return (all[0].appending(name), false, error)
        }
    }

    /// What there is of a module, asked for by its name or an alias.
    /// - Parameter symbol: the configuration symbol that governs it, without `CONFIG_`.
    public func state(of name: String, symbol: String?) -> ModuleState {
        let folded = ModprobeConfiguration.folded(name)
        if let line = loaded[folded] { return state(.loaded, folded, Evidence("/proc/modules", line: line, folded)) }
        let state: ModuleState
        do throws(FileError) {
            state =
                switch lookUp(name) {
                case .builtIn(let module):
                    self.state(.builtIn, module, Evidence(folder.appending("modules.builtin"), module))
                case .file(let module, let file, let dependencies):
                    try stateOfFile(file, of: module, named: name, dependencies)
                case .none: try stateFromConfiguration(folded, symbol)
                case .unreadable(let evidence): try stateFromConfiguration(folded, symbol, unreadable: evidence)
                }
        } catch {
            return ModuleState(unknown: folded, because: [Evidence(error)])
        }
        // A loaded module can be used, whatever has become of its file.
        guard let unknownList, !state.isUsable, state.kind != .unknown else { return state }
        return ModuleState(unknown: state.name, because: [Evidence(unknownList)], state.evidence)
    }

    private func stateOfFile(
        _ file: FilePath, of module: String, named name: String, _ dependencies: [String]
    ) throws(FileError) -> ModuleState {
        if let line = loaded[module] {
            return state(.loaded, module, Evidence("/proc/modules", line: line, module))
        }
        guard try root.exists(file) else {
            return state(.packageMissing, module, Evidence(file, "listed in modules.dep but missing"))
        }
        // A file that cannot be read may hold a rule, and one of a folder that cannot be read may hide another.
        if let unknown = rules.unknown.first { throw unknown }
        if let alias = alias(hiding: module, as: name) {
            return ModuleState(.blocked(.off), module, [alias.evidence, Evidence(file, "exists")])
        }
        let ruling = try rules(for: module) + rules(for: name)
        if let rule = ruling.first {
            return ModuleState(.blocked(rule.kind), module, [rule.evidence, Evidence(file, "exists")])
        }
        var obstacles: [ModuleState.Obstacle] = []
        for dependency in dependencies {
            if let obstacle = try obstacle(dependency) { obstacles.append(obstacle) }
        }
        return ModuleState(.loadable, module, [Evidence(file, "exists")], obstacles: obstacles)
    }

    /// Asks modprobe.d first and the kernel's indexes then, as modprobe does.
    private func lookUp(_ name: String) -> ModuleDirectory.Answer {
        guard let directory else { return .none }
        for alias in rules.aliases(of: name) {
            let answer = directory.module(named: alias.module)
            if answer != .none { return answer }
        }
        return directory.lookUp(name)
    }

    /// A line of modprobe.d that gives a name to a module that is not there, so that nothing is loaded under it.
    private func alias(hiding module: String, as name: String) -> ModprobeConfiguration.Alias? {
        let aliases = rules.aliases(of: name)
        return aliases.contains { $0.module == module } ? nil : aliases.first
    }

    /// Why a module that another one needs first would not come; nil where it would. Dozens of modules need the same
    /// few, so that each is looked at once.
    /// - Parameter file: as modules.dep names it.
    private func obstacle(_ file: String) throws(FileError) -> ModuleState.Obstacle? {
        if let known = obstacles[file] { return known }
        let found = try findObstacle(file)
        obstacles.updateValue(found, forKey: file)
        return found
    }

    private func findObstacle(_ dependency: String) throws(FileError) -> ModuleState.Obstacle? {
        let last = dependency.utf8.split(separator: UInt8(ascii: "/")).last ?? dependency.utf8[...]
        let name = ModprobeConfiguration.folded(String(Substring(last.prefix { $0 != UInt8(ascii: ".") })))
        guard let directory, loaded[name] == nil else { return nil }
        let file = directory.file(dependency)
        let obstacle: ModuleState.Obstacle
        if try !root.exists(file) {
            obstacle = .init(
                kind: .packageMissing, name: name, evidence: [Evidence(file, "listed in modules.dep but missing")])
        } else if let rule = try rules(for: name).first(where: \.holdsForDependencies) {
            obstacle = .init(
                kind: .blocked(rule.kind), name: name, evidence: [rule.evidence, Evidence(file, "exists")])
        } else {
            return nil
        }
        // It may be loaded.
        if let unknownList { throw unknownList }
        return obstacle
    }

    /// The rules that keep a module out; an `install` command is none where the module has softdeps that are there.
    private func rules(for name: String) throws(FileError) -> [ModprobeConfiguration.Rule] {
        let found = rules.rules(for: name)
        guard found.contains(where: { $0.kind == .install }) else { return found }
        let folded = ModprobeConfiguration.folded(name)
        var soft = rules.softDependencies[folded]
        if soft == nil { soft = try softDependencies.get()[folded] }
        guard let directory, let soft, soft.contains(where: { directory.lookUp($0).isThere }) else {
            return found
        }
        return found.filter { $0.kind != .install }
    }

    /// What modules themselves wish to have with them: depmod collects it.
    private lazy var softDependencies = Result { () throws(FileError) in
        var found: [String: [String]] = [:]
        for line in TextLines(try root.readIfPresent(folder.appending("modules.softdep"), limit: 1 << 20) ?? []) {
            let words = line.bytes.words
            guard words.count > 2, words[0] == "softdep" else { continue }
            found[ModprobeConfiguration.folded(words[1])] = ModprobeConfiguration.softDependencies(words.dropFirst(2))
        }
        return found
    }

    /// A kernel's folder that could be read has no such module: the configuration tells why, or the presence in /sys
    /// that it is built in all the same.
    /// - Parameter evidence: the index that cannot be read where the answer would be.
    private func stateFromConfiguration(
        _ name: String, _ symbol: String?, unreadable evidence: Evidence? = nil
    ) throws(FileError) -> ModuleState {
        let isIndexed = directory != nil && evidence == nil
        let problems = [evidence].compactMap(\.self) + self.problems
        if let symbol, let (value, evidence) = configuration?[symbol] {
            switch value {
            case .builtIn: return state(.builtIn, name, evidence)
            case .off: return state(.gone, name, evidence)
            case .module where isIndexed:
                return ModuleState(.packageMissing, name, [evidence, Evidence(folder, "no file for it")])
            // Other kernels have their modules here, this one has none: it was removed while it ran. A root without any
            // kernel is a container's, and the node's modules are elsewhere.
            case .module:
                if !mayFolderBeThere, try hasOtherKernels {
                    return ModuleState(.packageMissing, name, [evidence, Evidence(folder, "does not exist")])
                }
                return ModuleState(unknown: name, because: problems, [evidence])
            }
        }
        // A loaded module has an entry, and so has built-in code with parameters; built-in code without any has none.
        let entry = FilePath("/sys/module").appending(name)
        if kernel.isRunning, try root.exists(entry) { return state(.builtIn, name, Evidence(entry, "exists")) }
        guard isIndexed else { return ModuleState(unknown: name, because: problems) }
        // Without a configuration: a complete index that does not know the name speaks for itself.
        return state(.gone, name, Evidence(folder.appending("modules.dep"), "no entry for \(name)"))
    }

    private func state(_ kind: ModuleState.Kind, _ name: String, _ evidence: Evidence) -> ModuleState {
        ModuleState(kind, name, [evidence])
    }

    private var hasOtherKernels: Bool {
        get throws(FileError) {
            for folder in NodeKernel.moduleFolders {
                let names = try root.entriesIfPresent(of: folder)
                if names.contains(where: { KernelRelease($0.string) != nil }) { return true }
            }
            return false
        }
    }

    /// The names in /proc/modules, with their lines.
    static func loaded(in root: RootDirectory) throws(FileError) -> [String: Int] {
        let bytes = try root.read("/proc/modules", limit: 4 << 20)
        var names: [String: Int] = [:]
        for line in TextLines(bytes) {
            if let name = line.bytes.split(separator: 32, maxSplits: 1).first {
                names[String(decoding: name, as: UTF8.self)] = line.number
            }
        }
        return names
    }
}
