import DBus
import Node

/// Loads the modules of a plan, and takes out those that it loaded and no others: with the modules themselves those
/// that they need and those that softdeps wish for.
struct ModuleStep {
    /// What taking modules out may take of the time that an undo has.
    static let undoAllowance = Duration.seconds(5)

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
        for name in names { try loader.load(name, within: deadline.remaining, noting: &loaded) }
    }

    /// Unloads what was loaded, dependencies too, the last first.
    /// - Returns: what is not as it was before, a sentence each: modules that stay because somebody uses them
    ///   meanwhile, or because nobody can say whether they came through ours (a module may ask the kernel for others
    ///   as it starts) or through somebody else; they harm nobody. And those that went with ours and did not come back.
    mutating func undo(by limit: Deadline) -> [String] {
        guard !loaded.isEmpty else { return [] }
        let limit = limit.capped(at: Self.undoAllowance)
        var problems: [String] = []
        do throws(Modprobe.Failure) {
            let loader = try open()
            let present = try loader.present()
            var others = present.subtracting(before).subtracting(loaded)
            while let name = loaded.popLast() {
                do throws(Modprobe.Failure) { try loader.unload(name, within: limit.remaining) } catch {
                    problems.append("\(error); it stays until the machine starts again")
                }
            }
            let remaining = try loader.present()
            others.formIntersection(remaining)
            if !others.isEmpty {
                problems.append(
                    "modules that came meanwhile, perhaps through those of nmfence, stay until the machine starts "
                        + "again: " + others.sorted().joined(separator: ", "))
            }
            // modprobe takes out what a module needed, too, where nobody uses it any more, whoever had loaded it.
            for name in before.intersection(present).subtracting(remaining).sorted() {
                do throws(Modprobe.Failure) { try loader.restore(name, within: limit.remaining) } catch {
                    problems.append(
                        "module \(name) was there before, was unloaded with others, and did not come back: \(error)")
                }
            }
        } catch {
            let rest = loaded.isEmpty ? "" : ": \(loaded.joined(separator: ", ")) stay until the machine starts again"
            problems.append("\(error)\(rest)")
        }
        return problems
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
        return nil
    }
}
