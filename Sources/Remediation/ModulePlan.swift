import Base
import DBus
import Fence
import Node

/// The modules that a fix loads on this machine, and what modprobe says that it would do for that.
struct ModulePlan {
    /// The modules that are asked for, without those that are there.
    let names: [String]
    /// What modprobe would do, each once, in its order.
    private(set) var actions: [Modprobe.Action] = []
    /// What modprobe would have a shell run in place of loading something, a sentence each.
    private(set) var remarks: [String] = []

    /// Asks modprobe for a dry run; an image is left alone.
    init(_ modules: LoadableModules?, in context: FenceContext) throws(Modprobe.Failure) {
        names = context.root.isHost ? modules?.missing ?? [] : []
        guard !names.isEmpty else { return }
        let modprobe = try Modprobe()
        for name in names {
            for action in try modprobe.dryRun(name, by: context.deadline)
            where !actions.contains(action) {
                actions.append(action)
                if case .install(let command) = action {
                    remarks.append("modprobe runs a command instead of loading \(name): \(command)")
                }
            }
        }
    }
}
