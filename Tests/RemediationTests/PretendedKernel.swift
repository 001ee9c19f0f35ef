import Base
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
    /// What a start of modprobe takes for itself, and what the kernel takes for one module, on a clock that is made
    /// up as well: nobody waits.
    var costs = (start: Duration.zero, module: Duration.zero)
    /// What has gone by on that clock.
    private var elapsed = Duration.zero

    init(loaded: [String] = []) { self.loaded = loaded }

    func present() throws(Modprobe.Failure) -> Set<String> { Set(loaded) }

    func load(_ name: String, by deadline: Deadline, noting loaded: inout [String]) throws(Modprobe.Failure) {
        for module in (needs[name] ?? []) + [name] where !self.loaded.contains(module) {
            guard !refused.contains(module) else { throw Self.refusal(of: name) }
            self.loaded += asks[module] ?? []
            self.loaded.append(module)
            loaded.append(module)
        }
    }

    /// As modprobe: what a module needed and nobody uses goes with it, and one that stays holds up no other.
    func unload(_ names: [String], by deadline: Deadline) throws(Modprobe.Failure) {
        try pass(costs.start, by: deadline, .unload, names)
        var failure: Modprobe.Failure?
        for name in names where loaded.contains(name) {
            guard !isUsed(name) else {
                failure = .refused(.unload, module: name, "Module \(name) is in use")
                continue
            }
            try pass(costs.module, by: deadline, .unload, names)
            loaded.removeAll { $0 == name }
            for module in needs[name] ?? [] where !isUsed(module) { loaded.removeAll { $0 == module } }
        }
        if let failure { throw failure }
    }

    func restore(_ names: [String], by deadline: Deadline) throws(Modprobe.Failure) {
        try pass(costs.start, by: deadline, .load, names)
        var failure: Modprobe.Failure?
        for name in names where !loaded.contains(name) {
            guard !refused.contains(name) else {
                failure = Self.refusal(of: name)
                continue
            }
            try pass(costs.module, by: deadline, .load, names)
            loaded.append(name)
        }
        if let failure { throw failure }
    }

    /// Lets time go by, until the limit at most: modprobe is killed then.
    private func pass(
        _ cost: Duration, by deadline: Deadline, _ operation: Modprobe.Failure.Operation, _ names: [String]
    ) throws(Modprobe.Failure) {
        let limit = deadline.remaining
        guard elapsed + cost <= limit else {
            elapsed = max(elapsed, limit)
            throw .timedOut(operation, module: names.joined(separator: ", "))
        }
        elapsed += cost
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
