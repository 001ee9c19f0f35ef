import SystemPackage

/// The modules of a node's kernel: which are loaded, which can be, and what says so.
///
/// Looked at in this order, and the first that knows answers: what xtables has registered, what is loaded, what is built in, what
/// has a file, what keeps that out, how the kernel was configured. Where nothing knows, the answer is "unknown" and never "no".
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
    public let problems: [Sighting]

    private let root: RootDirectory
    private let directory: ModuleDirectory?
    private let loaded: [String: Int]
    private let isFolderThere: Bool
    private let folder: FilePath

    /// Reads what a lookup needs.
    public init(_ kernel: NodeKernel, in root: RootDirectory) {
        self.kernel = kernel
        self.root = root
        var problems: [Sighting] = []
        let (configuration, unreadable) = KernelConfiguration.find(
            kernel.release, isRunning: kernel.isRunning, in: root)
        self.configuration = configuration
        problems += unreadable
        extensions = RegisteredExtensions(in: root)
        rules = ModprobeConfiguration(in: root, isRunning: kernel.isRunning)
        problems += rules.problems
        do throws(FileError) { loaded = try Self.loaded(in: root) } catch {
            loaded = [:]
            // An image has no /proc, and a kernel without loadable modules no such file.
            if !error.isMissing { problems.append(Sighting(error)) }
        }
        let folders = NodeKernel.moduleFolders.map { folder in
            kernel.release.flatMap { FilePath.Component($0.text) }.map(folder.appending) ?? folder
        }
        let present = kernel.release == nil ? nil : folders.first { (try? root.status(of: $0))?.kind == .directory }
        isFolderThere = present != nil
        folder = present ?? folders[0]
        directory = present.flatMap { ModuleDirectory($0, in: root, problems: &problems) }
        self.problems = problems
    }

    /// What there is of a module, asked for by its name or an alias.
    /// - Parameter symbols: the configuration symbols that govern it, without `CONFIG_`; all must agree.
    public func state(of name: String, symbol: String?) -> ModuleState {
        let folded = ModprobeConfiguration.folded(name)
        if let line = loaded[folded] { return state(.loaded, folded, Sighting("/proc/modules", line: line, folded)) }
        switch lookUp(name) {
        case .builtIn(let module):
            return state(.builtIn, module, Sighting(folder.appending("modules.builtin"), module))
        case .file(let module, let file, let dependencies):
            if let line = loaded[module] {
                return state(.loaded, module, Sighting("/proc/modules", line: line, module))
            }
            guard root.exists(file) else {
                return state(.packageMissing, module, Sighting(file, "is in modules.dep and not there"))
            }
            if let alias = alias(hiding: module, as: name) {
                return ModuleState(.blocked(.off), module, [alias.sighting, Sighting(file, "is there")])
            }
            if let rule = rules(for: module).first ?? rules(for: name).first {
                return ModuleState(.blocked(rule.kind), module, [rule.sighting, Sighting(file, "is there")])
            }
            let obstacles = dependencies.compactMap(obstacle)
            return ModuleState(.loadable, module, [Sighting(file, "is there")], obstacles: obstacles)
        case .none:
            return stateFromConfiguration(folded, symbol)
        case .unreadable(let sighting):
            return stateFromConfiguration(folded, symbol, unreadable: sighting)
        }
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

    /// Why a module that another one needs first would not come; nil where it would.
    private func obstacle(_ file: FilePath) -> ModuleState.Obstacle? {
        let name = ModprobeConfiguration.folded(String(file.lastComponent?.string.prefix { $0 != "." } ?? ""))
        guard loaded[name] == nil else { return nil }
        guard root.exists(file) else {
            return .init(
                kind: .packageMissing, name: name, sightings: [Sighting(file, "is in modules.dep and not there")])
        }
        guard let rule = rules(for: name).first(where: \.holdsForDependencies) else { return nil }
        return .init(kind: .blocked(rule.kind), name: name, sightings: [rule.sighting, Sighting(file, "is there")])
    }

    /// The rules that keep a module out; an `install` command is none where the module has softdeps that are there.
    private func rules(for name: String) -> [ModprobeConfiguration.Rule] {
        let found = rules.rules(for: name)
        guard found.contains(where: { $0.kind == .install }) else { return found }
        let folded = ModprobeConfiguration.folded(name)
        let soft = rules.softDependencies[folded] ?? softDependencies[folded] ?? []
        guard let directory, soft.contains(where: { directory.lookUp($0).isThere }) else {
            return found
        }
        return found.filter { $0.kind != .install }
    }

    /// What modules themselves wish to have beside them: depmod collects it.
    private lazy var softDependencies: [String: [String]] = {
        var found: [String: [String]] = [:]
        let bytes = (try? root.read(folder.appending("modules.softdep"), limit: 1 << 20)) ?? []
        for line in TextLines(bytes) {
            let words = line.bytes.words
            guard words.count > 2, words[0] == "softdep" else { continue }
            found[ModprobeConfiguration.folded(words[1])] = ModprobeConfiguration.softDependencies(words.dropFirst(2))
        }
        return found
    }()

    /// A kernel's folder that could be read has no such module: the configuration tells why, or the presence in /sys that it is
    /// built in all the same.
    /// - Parameter sighting: the index that cannot be read where the answer would be.
    private func stateFromConfiguration(
        _ name: String, _ symbol: String?, unreadable sighting: Sighting? = nil
    ) -> ModuleState {
        let isIndexed = directory != nil && sighting == nil
        let problems = [sighting].compactMap(\.self) + self.problems
        if let symbol, let (value, sighting) = configuration?[symbol] {
            switch value {
            case .builtIn: return state(.builtIn, name, sighting)
            case .off: return state(.gone, name, sighting)
            case .module where isIndexed:
                return ModuleState(.packageMissing, name, [sighting, Sighting(folder, "has no file for it")])
            // Other kernels have their modules here, this one has none: it was removed while it ran. A root without any kernel
            // is a container's, and the node's modules are elsewhere.
            case .module where !isFolderThere && hasOtherKernels:
                return ModuleState(.packageMissing, name, [sighting, Sighting(folder, "is not there")])
            case .module: return ModuleState(.unknown, name, [sighting] + problems)
            }
        }
        // A loaded module has an entry, and so has built-in code with parameters; built-in code without any has none.
        let entry = FilePath("/sys/module").appending(name)
        if kernel.isRunning, root.exists(entry) { return state(.builtIn, name, Sighting(entry, "is there")) }
        guard isIndexed else { return ModuleState(.unknown, name, problems) }
        // Without a configuration: a complete index that does not know the name speaks for itself.
        return state(.gone, name, Sighting(folder.appending("modules.dep"), "does not have \(name)"))
    }

    private func state(_ kind: ModuleState.Kind, _ name: String, _ sighting: Sighting) -> ModuleState {
        ModuleState(kind, name, [sighting])
    }

    private var hasOtherKernels: Bool {
        NodeKernel.moduleFolders.contains {
            ((try? root.entries(of: $0)) ?? []).contains { KernelRelease($0.string) != nil }
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
