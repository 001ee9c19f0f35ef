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
    /// Why no more was; nil for ``Method/live``.
    public let reason: String?

    /// On the running NetworkManager.
    public static let live = Verification(method: .live, reason: nil)

    /// By the files only, and why.
    public static func files(because reason: String) -> Verification { Verification(method: .files, reason: reason) }

    /// Not at all, and why.
    public static func none(because reason: String) -> Verification { Verification(method: .none, reason: reason) }

    /// What can be said on this node: the most that there was to ask.
    public init(_ context: FenceContext) {
        self = context.live.silence.map { .files(because: $0) } ?? .live
    }

    private init(method: Method, reason: String?) {
        self.method = method
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
