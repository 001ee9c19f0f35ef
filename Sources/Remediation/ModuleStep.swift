import Node

/// Loads the modules of a plan, and takes out those that it loaded.
struct ModuleStep {
    private var loaded: [String] = []

    /// Loads each that is not there yet.
    mutating func load(_ names: [String]) throws(ModuleLoader.Failure) {
        guard !names.isEmpty else { return }
        let loader = try ModuleLoader()
        for name in names {
            try loader.load(name)
            loaded.append(name)
        }
    }

    /// Unloads the last first. One that somebody uses meanwhile stays, and harms nobody.
    mutating func undo() {
        guard !loaded.isEmpty, let loader = try? ModuleLoader() else { return }
        while let name = loaded.popLast() { try? loader.unload(name) }
    }
}
