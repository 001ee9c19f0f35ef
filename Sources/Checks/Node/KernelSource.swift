import Base
import Node

/// Who builds a kernel, and how its modules and its successors are installed: one row of a table.
struct KernelSource {
    /// What to do: `{release}` and its like are filled in.
    enum Step {
        /// A command of the package manager.
        case command(String)
        /// What no command does.
        case words(String)
    }

    /// IDs of os-release, or of what the distribution is like; none for every one.
    var systems: [String] = []
    /// Texts one of which is in the kernel's release; none for every one.
    var marks: [String] = []
    /// Texts one of which ends the kernel's release; none for every one.
    var endings: [String] = []
    /// The oldest upstream version.
    var from: DottedVersion?
    /// The upstream version from which another row holds.
    var below: DottedVersion?
    /// How the file of a module is installed.
    var install: Step
    /// How a kernel with other options is installed.
    var update: Step

    /// Whether the row is about this kernel of this system.
    /// - Parameter names: the system's ID, and what it is like.
    func covers(_ release: KernelRelease?, _ names: [String]) -> Bool {
        guard systems.isEmpty || names.contains(where: systems.contains) else { return false }
        guard let release else { return marks.isEmpty && endings.isEmpty && from == nil && below == nil }
        return (marks.isEmpty || marks.contains { release.text.contains($0) })
            && (endings.isEmpty || endings.contains { release.text.hasSuffix($0) })
            && (from.map { release.upstream >= $0 } ?? true) && (below.map { release.upstream < $0 } ?? true)
    }
}
