public import Base
public import Fence

/// What a run of `fix` or `revert` did, or what `diff` says that it would do.
public struct ChangeReport: Sendable {
    /// How it ended.
    public enum Status: String, Hashable, Sendable {
        /// There was nothing to do.
        case unchanged
        /// Something would be done; nothing was.
        case pending
        /// Done and proved.
        case applied
        /// Done, not proved or interrupted, and put back.
        case rolledBack = "rolled-back"
        /// Putting it back failed; the messages say what is left where.
        case rollbackFailed = "rollback-failed"
        /// Not begun; the messages say why.
        case refused
    }

    /// One claim about an interface after the change, and who made it.
    public struct Proof: Hashable, Sendable {
        /// Who says so.
        public enum Source: String, Hashable, Sendable {
            /// The running NetworkManager.
            case live
            /// The files, read again after the change.
            case prediction
        }

        /// The interface, or the pattern of those that do not exist yet.
        public let interface: String
        /// Whether NetworkManager manages it.
        public let isManaged: Answer
        /// Who says so.
        public let source: Source
        /// Why, in words: the file and line, or the daemon's state and reason.
        public let reason: String

        /// A claim.
        public init(interface: String, isManaged: Answer, source: Source, reason: String) {
            self.interface = interface
            self.isManaged = isManaged
            self.source = source
            self.reason = reason
        }
    }

    /// The plan.
    public let plan: Plan
    /// How it ended.
    public var status: Status
    /// Interfaces that were released.
    public var released: [String] = []
    /// Whether NetworkManager was asked to read its configuration again, and answered.
    public var reloaded = false
    /// The proof.
    public var proof: [Proof] = []
    /// Links that were set up, with their routes.
    public var restoredLinks: [String] = []
    /// Interfaces of Calico's that lack what pods need of them, whoever took it: nothing is verified over them.
    public var damagedLinks: [CalicoLink] = []
    /// How it was verified that NetworkManager does what was wanted.
    public var verification = Verification.none(because: "nothing changed", presence: .assumed)
    /// What went wrong, or what is to be known, a sentence each.
    public var messages: [String] = []
    /// What stopped it; nil where nothing did.
    public var failure: ChangeFailure?

    init(plan: Plan, status: Status) {
        self.plan = plan
        self.status = status
        messages = plan.remarks
    }

    /// Whether the node is other than before.
    public var changed: Bool {
        status == .applied
            && (plan.changes.contains { $0.action != .none } || !plan.modules.isEmpty || !released.isEmpty
                || !restoredLinks.isEmpty)
    }
}
