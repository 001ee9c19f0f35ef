import CLinux

/// A list of rules.
public struct Chain: Sendable {
    /// Where packets come to a base chain.
    public struct Hook: Sendable {
        /// The hook on a packet's way.
        public enum Point: Hashable, Sendable { case ingress, prerouting, input, forward, output, postrouting, other }

        /// The hook.
        public let point: Point
        /// Lower ones come first.
        public let priority: Int32
        /// `filter`, `nat` or `route`.
        public let type: String
        /// Whether packets that no rule decided about are dropped.
        public let dropsByPolicy: Bool
        /// The interfaces whose packets come here; empty for all.
        public let devices: [String]

        /// A hook.
        public init(
            _ point: Point, priority: Int32, type: String = "filter", dropsByPolicy: Bool = false,
            devices: [String] = []
        ) {
            self.point = point
            self.priority = priority
            self.type = type
            self.dropsByPolicy = dropsByPolicy
            self.devices = devices
        }

        /// Whether packets come here before their connections are looked up.
        var isBeforeConntrack: Bool {
            point == .ingress || ([.prerouting, .output].contains(point) && priority < NF_IP_PRI_CONNTRACK.rawValue)
        }
    }

    /// A name in a table, which chains and sets are found by.
    public struct Key: Hashable, Sendable {
        /// The table.
        public let table: Table
        /// The name.
        public let name: String

        /// A name in a table.
        public init(_ table: Table, _ name: String) {
            self.table = table
            self.name = name
        }
    }

    /// Its table.
    public let table: Table
    /// Its name.
    public let name: String
    /// Nil for a chain that others jump to.
    public let hook: Hook?
    /// In their order.
    public var rules: [Rule]
    /// Whether it is one of kube-proxy's, in tables of iptables or in its own. They are about the addresses of
    /// services.
    let isOfServices: Bool

    /// A chain.
    public init(_ table: Table, _ name: String, hook: Hook? = nil, rules: [Rule] = []) {
        self.table = table
        self.name = name
        self.hook = hook
        self.rules = rules
        isOfServices = name.hasPrefix("KUBE-") || table.name == "kube-proxy"
    }

    /// Whether a chain of this name is one of Calico's: what those do is Calico's to say, and nobody follows them.
    static func isCalicos(_ name: String) -> Bool { name.hasPrefix("cali-") }
}
