import Checks
import Remediation

/// What a change may do.
struct FixChoice {
    /// Whether the running NetworkManager is left alone.
    var skipsReload = false
    /// Whether it is a failure that no NetworkManager runs that could prove the change.
    var requiresLive = false
    /// Whether a file of somebody else's that has our name is replaced.
    var adopts = false
    /// Whether running workloads may be cut off where there is no gentle way.
    var disrupts = false
    /// Whether the kernel modules that the profile needs are loaded.
    var loadsModules = false

    /// Takes a word of the command line where it is one of these.
    mutating func take(_ word: String, _ words: inout UsualWords) -> Bool {
        switch word {
        case "--no-reload": words.flag(&skipsReload)
        case "--require-live": words.flag(&requiresLive)
        case "--adopt": words.flag(&adopts)
        case "--allow-disruption": words.flag(&disrupts)
        case "--load-modules": words.flag(&loadsModules)
        default: false
        }
    }

    /// The plan of a fix, and everything around it.
    func execution(_ session: Session) throws(CommandFailure) -> Execution {
        var permissions = FixPlanner.Permissions()
        permissions.adopts = adopts
        permissions.disrupts = disrupts
        permissions.skipsReload = skipsReload
        if loadsModules { permissions.modules = LoadableModules(try session.profile(), in: session.context) }
        let planner = FixPlanner(session.context, patterns: session.patterns, permissions: permissions)
        return Execution(session.context, requiresLive: requiresLive) { () throws(ChangeFailure) in
            try planner.plan()
        }
    }
}
