public import Base

/// What there is of a module on a node, and what says so.
public struct ModuleState: Hashable, Sendable {
    /// What there is.
    public enum Kind: Hashable, Sendable {
        /// It is loaded.
        case loaded
        /// It is part of the kernel.
        case builtIn
        /// Its file is there and nothing keeps it out.
        case loadable
        /// Its file is there and a rule keeps it out.
        case blocked(ModprobeConfiguration.Rule.Kind)
        /// The kernel was built with it, and its file is not installed.
        case packageMissing
        /// The kernel was built without it.
        case gone
        /// Nothing here can tell.
        case unknown
    }

    /// What there is.
    public let kind: Kind
    /// The module's own name, where an alias was asked for.
    public let name: String
    /// What says so.
    public let evidence: [Evidence]
    /// What could not be read, where it is unknown for that.
    public let problem: Evidence?
    /// What is wrong with modules that it needs first, so that it would not come itself; empty where nothing is.
    public let obstacles: [Obstacle]

    /// A module that another one needs, and that cannot be loaded.
    public struct Obstacle: Hashable, Sendable {
        /// `packageMissing`, `blocked` or `unknown`.
        public let kind: Kind
        /// The module's name.
        public let name: String
        /// What says so.
        public let evidence: [Evidence]
    }

    init(_ kind: Kind, _ name: String, _ evidence: [Evidence], obstacles: [Obstacle] = []) {
        self.kind = kind
        self.name = name
        self.evidence = evidence
        problem = nil
        self.obstacles = obstacles
    }

    /// - Parameter problems: what could not be read, of which the answer depends.
    init(unknown name: String, because problems: [Evidence], _ evidence: [Evidence] = []) {
        kind = .unknown
        self.name = name
        self.evidence = problems + evidence
        problem = problems.first
        obstacles = []
    }

    /// Whether the feature can be used, now or as soon as something asks for it.
    public var isUsable: Bool { [.loaded, .builtIn, .loadable].contains(kind) }
}
