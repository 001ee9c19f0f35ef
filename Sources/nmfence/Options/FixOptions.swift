import ArgumentParser
import Checks
import Fence
import Node
import Remediation

/// What a fix may do.
struct FixOptions: ParsableArguments {
    @OptionGroup var reload: ReloadOptions

    @Flag(help: "Replace an existing file of the same name not created by nmfence (backup kept).")
    private var adopt = false

    @Flag(help: "Proceed even if running pods would lose connectivity.")
    private var allowDisruption = false

    @Flag(help: "Load required kernel modules now and at boot (modules-load.d).")
    private var loadModules = false

    @Flag(help: "Bring up Calico interfaces that are down, and restore the routes to their pods.")
    private var restoreLinks = false

    /// The plan of a fix, and everything around it.
    func execution(_ session: Session) throws(CommandFailure) -> Execution {
        var permissions = FixPlanner.Permissions()
        permissions.adopts = adopt
        permissions.disrupts = allowDisruption
        permissions.skipsReload = reload.noReload
        if loadModules { permissions.modules = LoadableModules(try session.profile(), in: session.context) }
        let planner = FixPlanner(session.fence, patterns: session.patterns, permissions: permissions)
        return Execution(
            session.fence, requiresLive: reload.live.requireLive, restoresLinks: restoreLinks, isForced: reload.force
        ) {
            () throws(ChangeFailure) in
            try planner.plan()
        }
    }
}
