import ArgumentParser

/// The words for what a change may do.
struct FixOptions: ParsableArguments {
    @Flag(help: "Change the files and leave the running NetworkManager alone.")
    var noReload = false

    @Flag(help: "Fail where no NetworkManager runs that could prove the change.")
    var requireLive = false

    @Flag(help: "Replace a file of somebody else's that has our name; a copy is kept, and revert puts it back.")
    var adopt = false

    @Flag(help: "Go on where running workloads would be cut off because there is no gentle way.")
    var allowDisruption = false

    @Flag(help: "Load the kernel modules that the profile needs, now and whenever the machine starts.")
    var loadModules = false

    /// What was given.
    var choice: FixChoice {
        FixChoice(
            skipsReload: noReload, requiresLive: requireLive, adopts: adopt, disrupts: allowDisruption,
            loadsModules: loadModules)
    }
}
