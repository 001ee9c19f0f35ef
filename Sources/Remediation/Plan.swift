public import NetworkManagerConfiguration
public import Node

/// What will be done to the node, decided once: `diff` prints it and `fix` executes it.
public struct Plan: Sendable {
    /// Which verb it serves.
    public enum Purpose: String, Hashable, Sendable {
        /// Make every required interface unmanaged.
        case fix
        /// Take back what a fix wrote.
        case revert
    }

    /// Which verb it serves.
    public let purpose: Purpose
    /// The files, in the order in which they are put in place.
    public let changes: [FileChange]
    /// The name patterns of the interfaces that are fenced, or were.
    public let patterns: [InterfacePattern]
    /// Kernel modules that are loaded.
    public let modules: [String]
    /// What modprobe says that it would do to load them: the modules that they need come first.
    public let dryRun: [Modprobe.Action]
    /// Present interfaces that NetworkManager drives and that are released before it reloads.
    public let releases: [String]
    /// Present interfaces that only a group of devices keeps unmanaged: what was asked for over the bus is not
    /// forgotten again, since no reload makes a group count for an interface that is there.
    public var lastingReleases: [String] = []
    /// Whether NetworkManager reads its configuration again.
    public let reloads: Bool
    /// Whether the running NetworkManager is left alone on purpose.
    public var skipsReload = false
    /// What NetworkManager decides about each pattern by the files as they are; nil where that is not all wanted.
    public var coverages: [Coverage]?
    /// What every decision was made from; a change of it aborts the plan.
    public let inputs: PlanInputs
    /// What a reader should know besides the difference itself, a sentence each.
    public let remarks: [String]

    /// The modules that come into the kernel, with those that they need, in modprobe's order.
    public var insertions: [String] {
        dryRun.compactMap { action in
            if case .insert(let module) = action { module } else { nil }
        }
    }

    /// Whether there is nothing to do at all.
    public var isEmpty: Bool {
        changes.allSatisfy { $0.action == .none } && modules.isEmpty && releases.isEmpty && !reloads
    }
}
