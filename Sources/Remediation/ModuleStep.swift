import Node

/// Loads the modules of a plan, and takes out those that it loaded and no others: with the modules themselves those that they need
/// and those that softdeps wish for.
struct ModuleStep {
    private let open: () throws(ModuleLoader.Failure) -> any ModuleLoading
    private var brought: [String] = []
    /// What was loaded before the first of ours came.
    private var before: Set<String> = []

    /// - Parameter open: what loads them, asked for when the first is to be loaded.
    init(
        open: @escaping () throws(ModuleLoader.Failure) -> any ModuleLoading = { () throws(ModuleLoader.Failure) in
            try ModuleLoader()
        }
    ) {
        self.open = open
    }

    /// Whether nothing came into the kernel, or everything is out again.
    var isUntouched: Bool { brought.isEmpty }

    /// Loads each that is not there yet, with what it needs.
    mutating func load(_ names: [String]) throws(ModuleLoader.Failure) {
        guard !names.isEmpty else { return }
        let loader = try open()
        before = loader.present
        for name in names { try loader.load(name, noting: &brought) }
    }

    /// Unloads what was loaded, dependencies too, the last first.
    /// - Returns: those that stay, a sentence each: because somebody uses them meanwhile, or because nobody can say whether they
    ///   came through ours (a module may ask the kernel for others as it starts) or through somebody else. They harm nobody.
    mutating func undo() -> [String] {
        guard !brought.isEmpty else { return [] }
        var staying: [String] = []
        do throws(ModuleLoader.Failure) {
            let loader = try open()
            var others = loader.present.subtracting(before).subtracting(brought)
            while let name = brought.popLast() {
                do throws(ModuleLoader.Failure) { try loader.unload(name) } catch {
                    staying.append("\(error); it stays until the machine starts again")
                }
            }
            others.formIntersection(loader.present)
            if !others.isEmpty {
                staying.append(
                    "modules that came meanwhile, perhaps through those of nmfence, stay until the machine starts again: "
                        + others.sorted().joined(separator: ", "))
            }
        } catch {
            staying.append("\(error): \(brought.joined(separator: ", ")) stay until the machine starts again")
        }
        return staying
    }

    /// What keeps this process from loading modules, found out before the first change; nil where nothing is known to.
    static func obstacle(in root: RootDirectory) -> ChangeFailure? {
        if let (isOff, sighting) = Confinement(in: root).isModuleLoadingOff, isOff {
            return .notPermitted(
                "kernel modules cannot be loaded: this system does not allow it until it starts again "
                    + "(\(sighting.path) is 1)")
        }
        if let capability = Capability("CAP_SYS_MODULE"), let own = try? ProcessStatus("self", in: root),
            own.has(capability, in: .effective) == false
        {
            return .notPermitted("kernel modules cannot be loaded: this process lacks \(capability)")
        }
        do throws(ModuleLoader.Failure) { _ = try ModuleLoader() } catch { return .module(error) }
        return nil
    }
}
