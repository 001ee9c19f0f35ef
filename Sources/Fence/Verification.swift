/// How what a report says of NetworkManager was verified.
public struct Verification: Hashable, Sendable {
    /// What was asked.
    public enum Method: String, Hashable, Sendable {
        /// The running NetworkManager.
        case live
        /// The configuration files, and no daemon.
        case files
        /// Neither.
        case none
    }

    /// What was asked.
    public let method: Method
    /// What NetworkManager is on the node.
    public let presence: NetworkManagerPresence.State
    /// Why no more was; nil for ``Method/live``.
    public let reason: String?

    /// On the running NetworkManager.
    public static let live = Verification(.live, .running, nil)

    /// By the files only, and why.
    public static func files(because presence: NetworkManagerPresence) -> Verification {
        Verification(.files, presence.state, presence.reason)
    }

    /// Not at all, and why.
    public static func none(because reason: String, presence: NetworkManagerPresence.State) -> Verification {
        Verification(.none, presence, reason)
    }

    /// What can be said on this node: the most that there was to ask.
    public init(_ context: FenceContext) {
        self = context.presence.state == .running ? .live : .files(because: context.presence)
    }

    private init(_ method: Method, _ presence: NetworkManagerPresence.State, _ reason: String?) {
        self.method = method
        self.presence = presence
        self.reason = reason
    }

    /// In words: `from the configuration files only: NetworkManager is not running`.
    public var description: String {
        let reason = reason.map { ": \($0)" } ?? ""
        return switch method {
        case .live: "on the running NetworkManager"
        case .files: "from the configuration files only" + reason
        case .none: "not at all" + reason
        }
    }
}
