import Base
import Fence
import Netlink
import Node
import PacketFilter
import Requirements

/// What nodes send each other by the profile's table of network requirements, and between which addresses.
///
/// The packet filter and firewalld are asked about the same rows.
struct Traffic {
    /// A row of the table, one way.
    struct Row: Hashable, CustomStringConvertible {
        let transport: Packet.Transport
        /// The port; the protocol's number for `ip`.
        let number: UInt16
        let direction: Packet.Direction
        let isTunnel: Bool
        let isIPv6: Bool
        /// Whether Calico uses it for sure; otherwise it would, were it told to use IPv6.
        let isUsed: Bool
        /// Who listens on the port.
        let role: Demand.Port.Role

        var description: String {
            let way = (direction == .incoming ? "in" : "out") + (isIPv6 ? " over IPv6" : "")
            return transport == .ip
                ? "IP protocol \(number) \(way)" : "\(transport.rawValue.uppercased()) \(number) \(way)"
        }
    }

    /// The interfaces that other nodes may be behind, for one version of IP.
    struct Interfaces {
        /// Those of the default routes.
        var uplinks: [Packet.Interface] = []
        /// Others that networks are directly behind.
        var onLink: [Packet.Interface] = []
        /// The node's addresses by the interface that has them.
        var addresses: [String: [[UInt8]]] = [:]
    }

    /// The rows whose conditions hold.
    let rows: [Row]
    /// The addresses of the peers that were named.
    let peers: [[UInt8]]
    /// Why the addresses of peers that were named are not known.
    let unresolved: [HostAddresses.Failure]
    /// What could not be read, so that more may be sent, or elsewhere; nil where all could.
    let problem: Evidence?
    /// When following packets ends.
    let deadline: Deadline
    /// The ports that nodes take for connections that they open; those of one cluster are set up alike.
    let localPorts: ClosedRange<UInt16>
    private let interfaces4, interfaces6: Interfaces
    private let networks4, networks6: [RoutedNetwork]

    /// The longest that the name of a peer is looked up.
    private static let patience = Duration.seconds(3)

    fileprivate init(_ profile: Profile, _ encapsulations: [String], in context: CheckContext) {
        deadline = context.deadline
        var (peers, unresolved): ([[UInt8]], [HostAddresses.Failure]) = ([], [])
        for peer in context.inputs.peers {
            let limit = context.deadline.capped(at: Self.patience)
            do throws(HostAddresses.Failure) {
                peers += try context.addresses.endpoints(of: peer, port: 179, by: limit).map(\.addressBytes)
            } catch { unresolved.append(error) }
        }
        (self.peers, self.unresolved) = (peers, unresolved)
        // That all peers have IPv4 is known only where all are known.
        let versions = IPVersions(peers: unresolved.isEmpty ? peers : peers.filter { $0.count == 16 }, in: context)
        var unseen: Evidence?
        rows = profile.requirements.flatMap { row -> [Row] in
            guard case .port(let port) = row.demand, row.isAsked(encapsulations) else { return [] }
            return [(4, versions.version4), (6, versions.version6)].flatMap { version, use -> [Row] in
                guard use != .no, port.versions.contains(version) else { return [] }
                // What everybody asks for has one address, and that is of IPv4 wherever there is one.
                let isUsed = use == .yes && (version == 4 || port.role == .node || versions.version4 == .no)
                return Self.rows(row, port, isIPv6: version == 6, isUsed: isUsed, in: context, &unseen)
            }
        }
        var (interfaces4, interfaces6) = (Interfaces(), Interfaces())
        var (networks4, networks6): ([RoutedNetwork], [RoutedNetwork]) = ([], [])
        do throws(FileError) {
            interfaces4 = try Self.interfaces(isIPv6: false, in: context)
            interfaces6 = try Self.interfaces(isIPv6: true, in: context)
            networks4 = try NetworkFacts.networks(in: context.root, isIPv6: false)
            networks6 = try NetworkFacts.networks(in: context.root, isIPv6: true)
        } catch { unseen = Evidence(error) }
        (self.interfaces4, self.interfaces6) = (interfaces4, interfaces6)
        (self.networks4, self.networks6) = (networks4, networks6)
        // Where the node does not say, those of other nodes, which it does not say either: Linux's own.
        localPorts = NetworkFacts.localPorts(in: context.root) ?? PacketHeader.ephemeralPorts
        problem = versions.problem ?? unseen
    }

    /// The interfaces that other nodes may be behind.
    func interfaces(isIPv6: Bool) -> Interfaces { isIPv6 ? interfaces6 : interfaces4 }

    /// The networks that the node's routes lead to.
    func networks(isIPv6: Bool) -> [RoutedNetwork] { isIPv6 ? networks6 : networks4 }

    /// - Parameter unseen: gets a socket of which it is not known whose it is.
    private static func rows(
        _ row: Requirement, _ port: Demand.Port, isIPv6: Bool, isUsed: Bool, in context: CheckContext,
        _ unseen: inout Evidence?
    ) -> [Row] {
        func rows(_ number: UInt16) -> [Row] {
            (port.isIncomingOnly ? [.incoming] : [.incoming, .outgoing]).map { direction in
                Row(
                    transport: Packet.Transport(port.transport), number: number, direction: direction,
                    isTunnel: [.ipip, .vxlan, .wireguard].contains(row.condition), isIPv6: isIPv6, isUsed: isUsed,
                    role: port.role)
            }
        }
        switch port.role {
        case .local: return []
        case .node:
            var number = port.numbers[0]
            if row.condition == .vxlan, case .success(let devices)? = context.node.vxlanDevices {
                let own = isIPv6 ? "vxlan-v6.calico" : "vxlan.calico"
                number = devices.first { $0.name == own }?.port ?? number
            }
            return rows(number)
        case .typha, .apiserver:
            let sockets = context.node.sockets
            if let problem = sockets.problem(with: .tcp) { unseen = problem }
            var served: [UInt16] = []
            for number in port.numbers {
                let holders = sockets.holders(of: number, .tcp)
                let names = holders.flatMap(\.processes)
                if names.contains(where: { $0.hasPrefix("calico-typha") || $0.hasPrefix("kube-apiserver") }) {
                    served.append(number)
                } else if let holder = holders.first(where: { $0.processes.isEmpty && !$0.isKernel }) {
                    unseen = Evidence(
                        path: holder.evidence.path, line: holder.evidence.line,
                        text: "port \(number) is in use by an unknown process")
                }
            }
            return served.flatMap(rows)
        }
    }

    private static func interfaces(isIPv6: Bool, in context: CheckContext) throws(FileError) -> Interfaces {
        let addresses = context.node.addresses.filter { $0.isIPv6 == isIPv6 }
        func interface(_ name: String) -> Packet.Interface { Packet.Interface(name, on: context.node) }
        let names = try NetworkFacts.uplinks(in: context.root, isIPv6: isIPv6)
        let others =
            isIPv6 ? addresses.map(\.interface) : try NetworkFacts.onLinkInterfaces(in: context.root)
        var interfaces = Interfaces(uplinks: names.map(interface))
        for name in others where !names.contains(name) && !interfaces.onLink.contains(where: { $0.name == name }) {
            interfaces.onLink.append(interface(name))
        }
        for (name, own) in Dictionary(grouping: addresses.filter { !$0.isSecondary }, by: \.interface) {
            // An address without a network next to one with a network moves between nodes.
            let resident = own.filter { isIPv6 || $0.prefix < 32 }
            interfaces.addresses[name] = (resident.isEmpty ? own : resident).map(\.bytes)
        }
        return interfaces
    }
}

extension CheckContext {
    /// What nodes send each other; peers that were named are looked up once.
    func traffic(_ profile: Profile, _ encapsulations: [String]) -> Traffic {
        let key = [profile.name] + encapsulations
        if let known = traffic[key] { return known }
        let made = Traffic(profile, encapsulations, in: self)
        traffic[key] = made
        return made
    }
}

extension Packet.Transport {
    fileprivate init(_ transport: Demand.Port.Transport) {
        switch transport {
        case .tcp: self = .tcp
        case .udp: self = .udp
        case .ip: self = .ip
        }
    }
}
