public import NetworkManagerConfiguration
public import Node

/// What a requirement asks of a node, by kind.
public enum Demand: Hashable, Sendable {
    /// Interfaces of this name pattern are Calico's alone.
    case interface(InterfacePattern)
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
    /// The node grants this capability.
    case capability(Capability)
    /// The traffic of this row is not held up.
    case port(Port)
    /// The store of Calico's data can be reached.
    case datastore(Datastore)
    /// What the check with the row's id looks at, which needs no facts.
    case check

    /// Where Calico keeps its data.
    public enum Datastore: String, Hashable, Sendable, CaseIterable { case kubernetes }

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
        /// The oldest release as the distribution writes it: `20.04`.
        public let spelling: String?
    }

    /// A row of the table of network requirements.
    public struct Port: Hashable, Sendable {
        /// What is carried: `tcp`, `udp`, or `ip` for a protocol of its own.
        public enum Transport: String, Hashable, Sendable, CaseIterable { case tcp, udp, ip }
        /// Who answers there.
        public enum Role: String, Hashable, Sendable, CaseIterable {
            case node, typha, apiserver
            /// Only this node itself: no packet of another one comes there.
            case local
        }

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
