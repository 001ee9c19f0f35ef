import Base
import DBus
import Node

/// Loads the modules of a plan, and takes out those that it loaded and no others: with the modules themselves those
/// that they need and those that softdeps wish for.
struct ModuleStep {
    /// What taking modules out may take, and that together with loading again what went with them.
    ///
    /// With each module the kernel waits for its own readers, tenths of a second where processors are few and busy,
    /// and a fix loads some 25. An undo may follow a signal, though: with the ten seconds for NetworkManager, and those
    /// that a killed modprobe is waited for, it is over before the 30 s that Kubernetes waits before it kills.
    static let undoAllowance = (unloading: Duration.seconds(10), whole: Duration.seconds(15))

    private let open: () throws(Modprobe.Failure) -> any ModuleLoading
    private var loaded: [String] = []
    /// What was loaded before the first of ours came.
    private var before: Set<String> = []

    /// - Parameter open: what loads them, asked for when the first is to be loaded.
    init(
        open: @escaping () throws(Modprobe.Failure) -> any ModuleLoading = { () throws(Modprobe.Failure) in
            try Modprobe()
        }
    ) {
        self.open = open
    }

    /// Whether nothing came into the kernel, or everything is out again.
    var isUntouched: Bool { loaded.isEmpty }

    /// Loads each that is not there yet, with what it needs.
    mutating func load(_ names: [String], by deadline: Deadline) throws(Modprobe.Failure) {
        guard !names.isEmpty else { return }
        let loader = try open()
        before = try loader.present()
        for name in names { try loader.load(name, by: deadline, noting: &loaded) }
    }

    /// Unloads what was loaded, dependencies too, the last first.
    /// - Returns: what is not as it was before, a sentence each: modules that stay because somebody uses them
    ///   meanwhile, or because nobody can say whether they came through ours (a module may ask the kernel for others
    ///   as it starts) or through somebody else; they harm nobody. And those that went with ours and did not come back.
    mutating func undo() -> [String] {
        guard !loaded.isEmpty else { return [] }
        let unloading = Deadline(after: Self.undoAllowance.unloading)
        let whole = Deadline(after: Self.undoAllowance.whole)
        var problems: [String] = []
        do throws(Modprobe.Failure) {
            let loader = try open()
            let present = try loader.present()
            let names = Array(loaded.reversed())
            loaded = []
            problems += try Self.atOnce(names, loader.unload, by: unloading) { () throws(Modprobe.Failure) in
                try loader.present()
            }.map { "\($0.failure); it stays loaded until reboot" }
            let remaining = try loader.present()
            let others = present.subtracting(before).subtracting(names).intersection(remaining)
            if !others.isEmpty {
                problems.append(
                    "dependencies stay loaded until reboot: " + others.sorted().joined(separator: ", "))
            }
            // modprobe takes out what a module needed, too, where nobody uses it any more, whoever had loaded it.
            let gone = before.intersection(present).subtracting(remaining).sorted()
            problems += try Self.atOnce(gone, loader.restore, by: whole) { () throws(Modprobe.Failure) in
                Set(gone).subtracting(try loader.present())
            }.map { (name, failure) in
                "module \(name) was unloaded as a dependency and could not be loaded again: \(failure)"
            }
        } catch {
            let rest = loaded.isEmpty ? "" : ": \(loaded.joined(separator: ", ")) stay loaded until reboot"
            problems.append("\(error)\(rest)")
        }
        return problems
    }

    /// Has modprobe do something with all modules in one start, since a start can take long; then with each alone
    /// that is left, for what it says does not tell which module stayed for which reason.
    /// - Parameter left: the modules with which it is not done; others may be among them.
    private static func atOnce(
        _ names: [String], _ ask: ([String], Deadline) throws(Modprobe.Failure) -> Void, by limit: Deadline,
        left: () throws(Modprobe.Failure) -> Set<String>
    ) throws(Modprobe.Failure) -> [(name: String, failure: Modprobe.Failure)] {
        guard !names.isEmpty else { return [] }
        do throws(Modprobe.Failure) {
            try ask(names, limit)
        } catch {
            // Told for each module below.
        }
        let left = try left()
        var failures: [(name: String, failure: Modprobe.Failure)] = []
        for name in names where left.contains(name) {
            do throws(Modprobe.Failure) { try ask([name], limit) } catch { failures.append((name, error)) }
        }
        return failures
    }

    /// What keeps this process from loading modules, found out before the first change; nil where nothing is known to.
    static func obstacle(in root: RootDirectory) -> ChangeFailure? {
        // What cannot be read keeps nobody from trying: modprobe tells then.
        if let (isOff, evidence) = try? Confinement(in: root).isModuleLoadingOff, isOff {
            return .notPermitted(
                "cannot load kernel modules before a reboot (\(evidence.path) is 1)")
        }
        if let capability = Capability("CAP_SYS_MODULE"), let own = try? ProcessStatus("self", in: root),
            own.has(capability, in: .effective) == false
        {
            return .notPermitted("cannot load kernel modules: nmfence lacks \(capability)")
        }
        return nil
    }
}
