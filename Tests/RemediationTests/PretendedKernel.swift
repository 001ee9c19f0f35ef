import Node
import SystemPackage

@testable import Remediation

/// A kernel that a test makes up: its modules come and go as libkmod has it, with what they need.
final class PretendedKernel: ModuleLoading {
    /// What is loaded, in the order in which it came.
    private(set) var loaded: [String]
    /// What each module needs first.
    var needs: [String: [String]] = [:]
    /// What a module asks the kernel for as it starts, of which libkmod knows nothing.
    var asks: [String: [String]] = [:]
    /// Modules that the kernel refuses.
    var refused: Set<String> = []
    /// Modules that somebody uses.
    var used: Set<String> = []

    init(loaded: [String] = []) { self.loaded = loaded }

    var present: Set<String> { Set(loaded) }

    func load(_ name: String, noting brought: inout [String]) throws(ModuleLoader.Failure) {
        for module in (needs[name] ?? []) + [name] where !loaded.contains(module) {
            guard !refused.contains(module) else { throw ModuleLoader.Failure(.load, name, .execFormatError) }
            loaded += asks[module] ?? []
            loaded.append(module)
            brought.append(module)
        }
    }

    func unload(_ name: String) throws(ModuleLoader.Failure) {
        let isNeeded = loaded.contains { needs[$0]?.contains(name) == true }
        guard !used.contains(name), !isNeeded else { throw ModuleLoader.Failure(.unload, name, .resourceBusy) }
        loaded.removeAll { $0 == name }
    }

    /// A step that loads into this kernel.
    func step() -> ModuleStep { ModuleStep { () throws(ModuleLoader.Failure) in self } }
}
