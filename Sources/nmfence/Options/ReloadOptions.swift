import ArgumentParser

/// How the running NetworkManager takes part in a change.
struct ReloadOptions: ParsableArguments {
    @Flag(help: "Change files only; do not reload NetworkManager.")
    var noReload = false

    @Flag(help: "Also change files that a MachineConfig of OpenShift owns (the node becomes Degraded).")
    var force = false

    @OptionGroup var live: LiveOptions
}
