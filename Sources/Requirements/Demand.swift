/// What a requirement asks of a node, by kind.
public enum Demand: Hashable, Sendable {
    /// Interfaces of this name pattern are Calico's alone.
    case interface(pattern: String)
    /// The processor is one of these, in the words of uname(2).
    case architecture(accepted: [String])
    /// The kernel is not older than this, or is a distribution's own that carries what is needed.
    case kernelVersion(minimum: Release, backports: [Backport])
    /// The distribution is one of these, at this release or a later one.
    case distribution(known: [Distribution])
    /// The node's OpenShift is not older than this.
    case openShift(minimum: Release)
    /// The kernel can do this.
    case kernelFeature(KernelFeature)
    /// The node grants this capability, by its name in capabilities(7).
    case capability(String)
    /// The traffic of this row is not held up.
    case port(Port)
    /// The store of Calico's data can be reached.
    case datastore(kind: String)
    /// What the requirement's id says; it needs no facts.
    case named

    /// A kernel that is older by number and newer by content.
    public struct Backport: Hashable, Sendable {
        /// A distribution and its release as they stand in kernel releases (`el8`) or in os-release (`debian10`).
        public let system: String
        /// The oldest kernel of that distribution that will do, in its own numbering: `4.18.0-305`.
        public let minimum: String
    }

    /// A distribution, and the oldest of its releases that counts.
    public struct Distribution: Hashable, Sendable {
        /// The ID of os-release.
        public let id: String
        /// The oldest release; nil for any.
        public let minimum: Release?
    }

    /// A row of the table of network requirements.
    public struct Port: Hashable, Sendable {
        /// What is carried: `tcp`, `udp`, or `ip` for a protocol of its own.
        public enum Transport: String, Hashable, Sendable { case tcp, udp, ip }
        /// Who answers there.
        public enum Role: String, Hashable, Sendable { case node, typha, apiserver }

        /// What is carried.
        public let transport: Transport
        /// Port numbers, one of which is used; for `ip` the protocol's number.
        public let numbers: [UInt16]
        /// Whether connections come in only; otherwise they go both ways.
        public let isIncomingOnly: Bool
        /// Which hosts answer.
        public let role: Role
        /// Which versions of IP carry it: 4, 6 or both.
        public let versions: Set<Int>
    }
}

extension Demand {
    init?(id: String, facts: Facts, symbols: Facts) {
        func list(_ key: String) -> [String] {
            facts[key]?.fields(",").map(String.init) ?? []
        }
        if let pattern = facts["pattern"] {
            self = .interface(pattern: pattern)
        } else if facts["accept"] != nil {
            self = .architecture(accepted: list("accept"))
        } else if facts["known"] != nil {
            self = .distribution(
                known: list("known").map { entry in
                    let parts = entry.fields(":")
                    return Distribution(id: String(parts[0]), minimum: parts.count > 1 ? Release(parts[1]) : nil)
                })
        } else if let minimum = facts["minimum"].flatMap({ Release($0) }) {
            self =
                id.hasPrefix("openshift.")
                ? .openShift(minimum: minimum)
                : .kernelVersion(minimum: minimum, backports: list("backports").compactMap(Backport.init))
        } else if facts["any-of"] != nil {
            guard let feature = KernelFeature(facts, symbols: symbols) else { return nil }
            self = .kernelFeature(feature)
        } else if let capability = facts["capability"] {
            self = .capability(capability)
        } else if facts["protocol"] != nil {
            guard let port = Port(facts, numbers: list("numbers").compactMap { UInt16($0) }) else { return nil }
            self = .port(port)
        } else if let kind = facts["kind"] {
            self = .datastore(kind: kind)
        } else {
            self = .named
        }
    }
}

extension Demand.Backport {
    fileprivate init?(_ entry: String) {
        let parts = entry.fields(":", limit: 2)
        guard parts.count == 2 else { return nil }
        self.init(system: String(parts[0]), minimum: String(parts[1]))
    }
}

extension Demand.Port {
    private static let versions = ["ipv4": 4, "ipv6": 6]

    fileprivate init?(_ facts: Facts, numbers: [UInt16]) {
        guard let transport = facts["protocol"].flatMap(Transport.init), let role = facts["role"].flatMap(Role.init),
            !numbers.isEmpty, let direction = facts["direction"], ["in", "both"].contains(direction)
        else { return nil }
        let versions = facts["over"].map { $0.fields(",").compactMap { Self.versions[String($0)] } } ?? [4, 6]
        guard !versions.isEmpty else { return nil }
        self.init(
            transport: transport, numbers: numbers, isIncomingOnly: direction == "in", role: role,
            versions: Set(versions))
    }
}
