import ArgumentParser

/// How the running NetworkManager takes part in a change.
struct ReloadOptions: ParsableArguments {
    @Flag(help: "Change files only; do not reload NetworkManager.")
    var noReload = false

    @Flag(help: "Fail unless the change can be verified on a running NetworkManager.")
    var requireLive = false
}
