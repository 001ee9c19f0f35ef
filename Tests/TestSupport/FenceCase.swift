/// A node's configuration before a fix, and what a fix must make of it: one table for the planner's own tests and for
/// those with a running NetworkManager.
public struct FenceCase: Sendable, CustomStringConvertible {
    /// How a fix ends.
    public enum Outcome: Hashable, Sendable {
        /// There is nothing to do.
        case nothing
        /// These changes, such as `create zz-nmfence.conf`, in this order.
        case changes([String])
        /// Nothing is changed; the status, and what the message must name.
        case refused(Int32, naming: [String])
    }

    /// What a fix makes of it, and what NetworkManager decides about some bystanders, before and after.
    public struct Expectation: Sendable {
        /// How a fix ends.
        public var outcome: Outcome
        /// Whether these interfaces are managed. All others must be decided after the fix as they were before.
        public var managed: [String: Bool]

        /// An expectation.
        public init(_ outcome: Outcome, managed: [String: Bool] = ["eth0": true, "docker0": true]) {
            self.outcome = outcome
            self.managed = managed
        }
    }

    /// The claim.
    public var what: String
    /// Files by their path in the root.
    public var files: [String: String] = [:]
    /// Files that are there only when NetworkManager runs already.
    public var lateFiles: [String: String] = [:]
    /// Interfaces that somebody told NetworkManager to manage (`nmcli device set`), and whether for ever, where it can
    /// do that.
    public var explicitlyManaged: [String] = []
    /// See ``explicitlyManaged``.
    public var isPermanent = false
    /// Options of fix.
    public var options: [String] = []
    /// By the first version 1.x from which each holds, ascending.
    public var expectations: [Int: Expectation]

    /// What a test calls it.
    public var description: String { what }

    /// - Parameter minor: of NetworkManager's version: 42 for 1.42.4.
    public func expectation(for minor: Int) -> Expectation {
        let first = expectations.keys.filter { $0 <= minor }.max()
        return first.flatMap { expectations[$0] } ?? Expectation(.nothing)
    }

    /// A case that is the same on every version.
    public init(
        _ what: String, _ files: [String: String], late lateFiles: [String: String] = [:],
        explicitlyManaged: [String] = [], isPermanent: Bool = false, options: [String] = [], _ outcome: Outcome,
        managed: [String: Bool] = ["eth0": true, "docker0": true]
    ) {
        self.init(what, files, [0: Expectation(outcome, managed: managed)])
        self.lateFiles = lateFiles
        self.explicitlyManaged = explicitlyManaged
        self.isPermanent = isPermanent
        self.options = options
    }

    /// A case that NetworkManager's version decides.
    public init(
        _ what: String, _ files: [String: String], late lateFiles: [String: String] = [:],
        _ expectations: [Int: Expectation]
    ) {
        self.what = what
        self.files = files
        self.lateFiles = lateFiles
        self.expectations = expectations
    }
}
