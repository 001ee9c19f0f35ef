import ArgumentParser
import Checks
import Fence
import Node
import Remediation

/// What a fix may do.
struct FixOptions: ParsableArguments {
    @Flag(help: .noReload)
    private var noReload = false

    @Flag(help: .force)
    private var force = false

    @Flag(help: .requireLive)
    private var requireLive = false

    @Option(help: .wait, transform: OptionValue.checked(OptionValue.seconds))
    private var wait: String?

    @Flag(help: "Replace an existing file of the same name not created by nmfence (backup kept).")
    private var adopt = false

    @Flag(help: "Proceed even if running pods would lose connectivity.")
    private var allowDisruption = false

    @Flag(help: "Load required kernel modules now and at boot (modules-load.d).")
    private var loadModules = false

    @Flag(help: "Change no file; reload NetworkManager if it has not loaded the files that exist, and verify.")
    private var reloadOnly = false

    @Flag(help: "Bring up Calico interfaces that are down, and restore the routes to their pods.")
    private var restoreLinks = false

    /// What it says of a running NetworkManager.
    var live: LiveDemand { LiveDemand(isRequired: requireLive, wait: wait) }

    /// Refuses options that exclude each other, before anything is looked at.
    func refuseContradictions(isOffline: Bool) throws(CommandFailure) {
        try live.refuseContradictions(isOffline: isOffline)
        guard reloadOnly else { return }
        let others = [
            ("--no-reload", noReload), ("--adopt", adopt), ("--load-modules", loadModules),
            ("--force", force), ("--offline", isOffline),
        ]
        if let other = others.first(where: \.1) {
            throw .usage("--reload-only and \(other.0) cannot be combined")
        }
    }

    /// The plan of a fix, and everything around it.
    func execution(_ session: Session) throws(CommandFailure) -> Execution {
        var permissions = FixPlanner.Permissions()
        permissions.adopts = adopt
        permissions.disrupts = allowDisruption
        permissions.skipsReload = noReload
        permissions.keepsFiles = reloadOnly
        if loadModules { permissions.modules = LoadableModules(try session.profile(), in: session.context) }
        let planner = FixPlanner(session.fence, patterns: session.patterns, permissions: permissions)
        return Execution(session.fence, requiresLive: live.isRequired, restoresLinks: restoreLinks, isForced: force) {
            () throws(ChangeFailure) in
            try planner.plan()
        }
    }
}
