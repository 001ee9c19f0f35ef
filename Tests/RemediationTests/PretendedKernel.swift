import Node

@testable import Remediation

/// A kernel that a test makes up: its modules come and go as modprobe has it, with what they need.
final class PretendedKernel: ModuleLoading {
    /// What is loaded, in the order in which it came.
    private(set) var loaded: [String]
    /// What each module needs first.
    var needs: [String: [String]] = [:]
    /// What a module asks the kernel for as it starts, of which modprobe knows nothing.
    var asks: [String: [String]] = [:]
    /// Modules that the kernel refuses.
    var refused: Set<String> = []
    /// Modules that somebody uses.
    var used: Set<String> = []

    init(loaded: [String] = []) { self.loaded = loaded }

    func present() throws(Modprobe.Failure) -> Set<String> { Set(loaded) }

    func load(_ name: String, within limit: Duration, noting loaded: inout [String]) throws(Modprobe.Failure) {
        for module in (needs[name] ?? []) + [name] where !self.loaded.contains(module) {
            guard !refused.contains(module) else { throw Self.refusal(of: name) }
            self.loaded += asks[module] ?? []
            self.loaded.append(module)
            loaded.append(module)
        }
    }

    /// As modprobe: what the module needed and nobody uses goes with it.
    func unload(_ name: String, within limit: Duration) throws(Modprobe.Failure) {
        guard loaded.contains(name) else { return }
        guard !isUsed(name) else { throw Modprobe.Failure.refused(.unload, module: name, "Module \(name) is in use") }
        loaded.removeAll { $0 == name }
        for module in needs[name] ?? [] where !isUsed(module) { loaded.removeAll { $0 == module } }
    }

    func restore(_ name: String, within limit: Duration) throws(Modprobe.Failure) {
        guard !refused.contains(name) else { throw Self.refusal(of: name) }
        loaded.append(name)
    }

    /// What modprobe says of a module that the kernel refuses.
    static func refusal(of name: String) -> Modprobe.Failure {
        .refused(.load, module: name, "could not insert '\(name)': Exec format error")
    }

    private func isUsed(_ name: String) -> Bool {
        used.contains(name) || loaded.contains { needs[$0]?.contains(name) == true }
    }

    /// A step that loads into this kernel.
    func step() -> ModuleStep { ModuleStep { () throws(Modprobe.Failure) in self } }
}
