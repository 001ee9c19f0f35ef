import Base
import Node
import PacketFilter
import Requirements

/// What the node forwards for its pods: to and from other nodes, through tunnels, and from pod to pod.
struct ForwardedTraffic {
    /// The side of a packet's way: the interface, and who is behind it.
    fileprivate struct Side {
        let interface: Packet.Interface?
        let addresses: FarAddresses
        let name: String
    }

    /// Packets one way through the node.
    struct Flow: CustomStringConvertible {
        fileprivate let from, to: Side
        let isIPv6: Bool
        /// Whether Calico uses this version of IP for sure; otherwise it would, were it told to.
        let isUsed: Bool

        var description: String { "from \(from.name) to \(to.name)" + (isIPv6 ? " over IPv6" : "") }
    }

    /// The flows.
    let flows: [Flow]
    /// How the names of pods' interfaces begin.
    private let prefix: String
    /// The rules.
    private let ruleset: Ruleset
    /// What could not be read, so that more may be forwarded; nil where all could.
    let problem: Evidence?
    private let deadline: Deadline
    /// Whether this kernel tells rules behind routing by which interface a packet came in.
    private let keepsInput: Bool

    /// Ports that are nobody's in particular: a rule that drops one of them only is about a service and not about pods.
    private static let ports: [UInt16] = [20_480, 9376, 28_015]
    /// Numbers of interfaces that are not there yet: nobody's.
    private static let futureIndex: UInt32 = 0x7FFF_FF00

    init(_ profile: Profile, _ encapsulations: [String], by ruleset: Ruleset, in context: CheckContext) {
        let traffic = context.traffic(profile, encapsulations)
        self.ruleset = ruleset
        deadline = context.deadline
        let release = context.node.kernel.release
        keepsInput = KernelRelease("5.7").flatMap { release?.isAtLeast($0) } ?? false
        let prefix = "cali"
        self.prefix = prefix
        problem = traffic.problem
        let versions = IPVersions(peers: traffic.peers, in: context)
        flows = [(false, versions.version4), (true, versions.version6)].flatMap { isIPv6, use -> [Flow] in
            guard use != .no else { return [] }
            return Self.flows(traffic, encapsulations, prefix, isIPv6: isIPv6, isUsed: use == .yes, in: context)
        }
    }

    private static func flows(
        _ traffic: Traffic, _ encapsulations: [String], _ prefix: String, isIPv6: Bool, isUsed: Bool,
        in context: CheckContext
    ) -> [Flow] {
        let networks = traffic.networks(isIPv6: isIPv6)
        let pods = pods(prefix, networks, isIPv6: isIPv6, in: context)
        let interfaces = traffic.interfaces(isIPv6: isIPv6)
        let uplinks = interfaces.uplinks.isEmpty ? Array(interfaces.onLink.prefix(1)) : interfaces.uplinks
        let peers = traffic.peers.filter { ($0.count == 16) == isIPv6 }
        var sides = (uplinks.isEmpty ? [nil] : uplinks.map(Optional.some)).flatMap { uplink in
            far(uplink, peers, networks, isIPv6: isIPv6)
        }
        for (encapsulation, name, name6) in [
            ("ipip", "tunl0", nil), ("vxlan", "vxlan.calico", "vxlan-v6.calico"),
            ("wireguard", "wireguard.cali", "wg-v6.cali"),
        ] where encapsulations.contains(encapsulation) {
            guard let name = isIPv6 ? name6 : name else { continue }
            sides.append(tunnel(name, networks, isIPv6: isIPv6, in: context))
        }
        func flow(_ from: Side, _ to: Side) -> Flow { Flow(from: from, to: to, isIPv6: isIPv6, isUsed: isUsed) }
        return sides.flatMap { [flow(pods.first, $0), flow($0, pods.first)] } + [flow(pods.first, pods.second)]
    }

    /// Two pods of this node: those that its routes tell of, or such as there may be.
    private static func pods(
        _ prefix: String, _ networks: [RoutedNetwork], isIPv6: Bool, in context: CheckContext
    ) -> (first: Side, second: Side) {
        let length = isIPv6 ? 128 : 32
        let known = networks.filter { $0.interface.hasPrefix(prefix) && $0.prefix == length }
        func side(_ index: Int) -> Side {
            guard let route = known.dropFirst(index).first else {
                // The CNI plugin takes eleven digits of a hash.
                let name = prefix + "0123456789\(index)"
                return Side(
                    interface: Packet.Interface(name: name, index: futureIndex + UInt32(index)),
                    addresses: FarAddresses(behind: [name], networks, isIPv6: isIPv6), name: "pods")
            }
            return Side(
                interface: Packet.Interface(route.interface, on: context.node),
                addresses: FarAddresses(PacketAddress(route.address)), name: "pods")
        }
        return (side(0), side(1))
    }

    /// What is behind an uplink: the peers that were named, or hosts that have addresses.
    private static func far(
        _ uplink: Packet.Interface?, _ peers: [[UInt8]], _ networks: [RoutedNetwork], isIPv6: Bool
    ) -> [Side] {
        let name = uplink?.name ?? "other nodes"
        let addresses =
            peers.isEmpty
            ? [FarAddresses(behind: uplink.map { [$0.name] } ?? [], networks, isIPv6: isIPv6)]
            : peers.map { FarAddresses(PacketAddress($0)) }
        return addresses.map { Side(interface: uplink, addresses: $0, name: name) }
    }

    private static func tunnel(
        _ name: String, _ networks: [RoutedNetwork], isIPv6: Bool, in context: CheckContext
    ) -> Side {
        let behind = networks.first { $0.interface == name && !$0.address.starts(with: [0xFE]) }
        let addresses =
            behind.map { FarAddresses(PacketAddress(network: $0.address, prefix: $0.prefix)) }
            ?? FarAddresses(behind: [name], networks, isIPv6: isIPv6)
        return Side(
            interface: Packet.Interface(name, orFuture: futureIndex + 2, on: context.node), addresses: addresses,
            name: name)
    }

    // MARK: What becomes of it

    /// Packets of a flow and a transport, which are followed together with the answers to them.
    typealias Row = (flow: Flow, transport: Packet.Transport)

    /// All of them.
    var rows: [Row] { flows.flatMap { flow in [.tcp, .udp].map { (flow, $0) } } }

    /// What becomes of each row's packets.
    func outcomes() -> (Row) -> Evaluation.Outcome { outcomes(by: ruleset) }

    /// The commands that let the packets through.
    /// - Parameter isUsed: of the flows whose version of IP Calico uses for sure, or of all.
    func remedy(isUsed: Bool) -> String {
        RuleRemedy(
            opening: rows.filter { $0.flow.isUsed || !isUsed }, through: ruleset, by: deadline, outcomes: outcomes,
            step: { rule, _, ruleset in
                rule.remedy(forPods: prefix, FelixForward(ruleset), isFirewallds: ruleset.isFirewallds(rule))
            }
        ).line
    }

    private func outcomes(by ruleset: Ruleset) -> (Row) -> Evaluation.Outcome {
        let felix = FelixForward(ruleset)
        return { outcome(of: $0, by: ruleset, felix) }
    }

    private func outcome(of row: Row, by ruleset: Ruleset, _ felix: FelixForward) -> Evaluation.Outcome {
        let (flow, transport) = row
        var outcomes: [Evaluation.Outcome] = []
        for port in Self.ports {
            let outcome = flow.from.addresses.outcome(or: Packet.sender) { source in
                flow.to.addresses.outcome(or: Packet.receiver) { destination in
                    follow(flow, transport, port, source, destination, by: ruleset, felix)
                }
            }
            guard outcome != .open else { return .open }
            outcomes.append(outcome)
        }
        // What is certain of one port counts only where it is certain of all.
        return .best(outcomes)
    }

    private func follow(
        _ flow: Flow, _ transport: Packet.Transport, _ port: UInt16, _ source: PacketAddress,
        _ destination: PacketAddress, by ruleset: Ruleset, _ felix: FelixForward
    ) -> Evaluation.Outcome {
        let packet = Packet(
            forwarded: transport, number: port, isIPv6: flow.isIPv6, from: flow.from.interface,
            to: flow.to.interface, source: source, destination: destination, keepsInput: keepsInput)
        // Calico's own tables are Calico's.
        func evaluation(_ packet: Packet) -> Evaluation {
            Evaluation(ruleset, packet, felix: felix, by: deadline, in: { $0.name != "calico" })
        }
        var first = evaluation(packet)
        let (outcome, connection) = first.run()
        // Where the first is dropped the answer is looked at all the same: both are to be mended.
        var second = evaluation(packet.answer(to: outcome.isClosed ? .new : connection))
        return .both(outcome, second.run().outcome)
    }
}
