import ArgumentParser

/// What is said of options that several verbs declare.
///
/// A group would declare each of them once. Besides ``CommonOptions``, `check`, `fix` and `revert` have as few groups
/// as they can, since each costs some 700,000 instructions at every start.
extension ArgumentHelp {
    /// `--encapsulation`.
    static var encapsulation: ArgumentHelp {
        .init(
            "Encapsulation that the cluster uses: bpf, ipip, vxlan or wireguard (default: what its interfaces show, "
                + "or the profile's). Repeatable.",
            "NAME")
    }

    /// `--apiserver`.
    static var apiserver: ArgumentHelp {
        .init("Address of the Kubernetes API server: a URL, or HOST:PORT.", "ADDRESS")
    }

    /// `--peer`.
    static var peer: ArgumentHelp { .init("Test TCP connectivity to this node. Repeatable.", "HOST") }

    /// `--require-live`.
    static var requireLive: ArgumentHelp { "Fail unless the result can be verified on a running NetworkManager." }

    /// `--wait`.
    static var wait: ArgumentHelp {
        .init("First wait up to this long for NetworkManager to reply and settle (within --timeout).", "SECONDS")
    }

    /// `--no-reload`.
    static var noReload: ArgumentHelp { "Change files only; do not reload NetworkManager." }

    /// `--force`.
    static var force: ArgumentHelp {
        "Also change files that a MachineConfig of OpenShift owns (the node becomes Degraded)."
    }

    /// `--dry-run`.
    static var dryRun: ArgumentHelp { "Show what would change, as a patch; change nothing." }
}
