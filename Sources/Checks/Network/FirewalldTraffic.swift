import Base
import DBus
import Fence
import Node
import PacketFilter
import Requirements

/// What nodes send each other, as a running firewalld judges it.
struct FirewalldTraffic {
    /// The first packet of a row, one way.
    struct Row: Hashable, CustomStringConvertible {
        let traffic: Traffic.Row

        var packet: FirewalldPacket {
            FirewalldPacket(
                number: traffic.number, transport: traffic.transport.rawValue, isIPv6: traffic.isIPv6)
        }
        var isIncoming: Bool { traffic.direction == .incoming }

        /// What an option would open, such as `179/tcp`.
        var description: String {
            let port = packet.transport == "ip" ? "\(packet.number)" : "\(packet.number)/\(packet.transport)"
            return port + (isIncoming ? "" : " out") + (packet.isIPv6 ? " over IPv6" : "")
        }
    }

    /// Each row with the zone that it was asked of, and what becomes of it.
    let judged: [(row: Row, zone: String, answer: FirewalldAnswer)]
    /// What could not be read, so that more may have to be asked of; nil where all could.
    let problem: Evidence?
    /// The zones and policies that were asked.
    let summary: String

    init(
        _ firewall: Firewalld, _ profile: Profile, _ encapsulations: [String], in context: CheckContext
    ) throws(BusError) {
        var (zones, uplinks, problem): ([String], [String], Evidence?) = ([], [], nil)
        do throws(FileError) { uplinks = try NetworkFacts.uplinks(in: context.root) } catch {
            problem = Evidence(error)
        }
        for interface in uplinks {
            let zone = try firewall.zone(of: interface)
            if !zones.contains(zone) { zones.append(zone) }
        }
        if zones.isEmpty { zones = [try firewall.defaultZone()] }
        let policies = try firewall.activePolicies()
        let sources = try firewall.zonesBySource().filter { !zones.contains($0.zone) }
        var settings: [String: FirewalldZone] = [:]
        for zone in zones + sources.map(\.zone) { settings[zone] = try firewall.settings(of: zone) }
        var judged: [(row: Row, zone: String, answer: FirewalldAnswer)] = []
        let traffic = context.traffic(profile, encapsulations)
        self.problem = problem ?? traffic.problem
        let hasFelixFirst = Self.hasFelixFirst(in: context)
        for row in traffic.rows where row.isUsed && !(row.isTunnel && hasFelixFirst) {
            let row = Row(traffic: row)
            for zone in zones {
                guard let rules = settings[zone] else { continue }
                var answer = FirewalldAnswer(row, zone, rules, policies)
                for other in sources where row.isIncoming {
                    guard let rules = settings[other.zone] else { continue }
                    answer = answer.agreed(with: FirewalldAnswer(row, other.zone, rules, policies), of: other)
                }
                judged.append((row, zone, answer))
            }
        }
        if !context.inputs.peers.isEmpty, judged.contains(where: { $0.answer.isDoubtful }),
            case .rules(let ruleset) = context.node.packetFilter
        {
            judged = judged.map { ($0, $1, $2.settled(for: $0, in: $1, by: traffic, ruleset)) }
        }
        self.judged = judged
        let names = policies.filter { policy in
            zones.contains { policy.isAsked($0, incoming: true) || policy.isAsked($0, incoming: false) }
        }.map(\.name)
        summary =
            "zones \(zones.joined(separator: ", "))"
            + (names.isEmpty ? "" : "; policies \(names.joined(separator: ", "))")
    }
}

extension FirewalldTraffic {
    /// Whether firewalld works with iptables: there Felix inserts the rules that let its tunnels through before those
    /// of firewalld, unless it has tables of its own.
    private static func hasFelixFirst(in context: CheckContext) -> Bool {
        guard case .rules(let ruleset) = context.node.packetFilter else { return false }
        return ruleset.hasFirewalldChains && ruleset.tableNames.isDisjoint(with: ["firewalld", "calico"])
    }
}

extension FirewalldAnswer {
    /// Asks the policies before the zone, the zone, the policies behind it and the zone's target. What goes out is
    /// asked of policies only, and goes where none refuses it.
    fileprivate init(
        _ row: FirewalldTraffic.Row, _ zone: String, _ rules: FirewalldZone, _ policies: [FirewalldPolicy]
    ) {
        let policies = policies.filter { $0.isAsked(zone, incoming: row.isIncoming) }
        func clauses(_ policies: [FirewalldPolicy]) -> [FirewalldClause] {
            policies.flatMap { policy -> [FirewalldClause] in
                let origin = FirewalldClause.Origin.policy(policy.name)
                return policy.rules.clauses(row.packet, by: origin) + [policy.rules.last(by: origin)].compactMap { $0 }
            }
        }
        guard row.isIncoming else {
            self.init(clauses(policies), otherwise: true)
            return
        }
        let here = FirewalldClause.Origin.zone(zone)
        // What is sent elsewhere is sent before any other rule is asked.
        let forwardings =
            policies.flatMap { $0.rules.forwardings(row.packet, by: .policy($0.name)) }
            + rules.forwardings(row.packet, by: here)
        self.init(
            forwardings + clauses(policies.filter { $0.priority < 0 }) + rules.clauses(row.packet, by: here)
                + clauses(policies.filter { $0.priority > 0 }) + [rules.last(by: here)].compactMap { $0 },
            otherwise: false)
    }

    fileprivate var isDoubtful: Bool { if case .depends = self { true } else { false } }

    private var isOpen: Bool { self == .open }

    /// Where another zone, for packets from some addresses, answers otherwise: those addresses decide.
    fileprivate func agreed(
        with other: FirewalldAnswer, of zone: (zone: String, sources: [String])
    ) -> FirewalldAnswer {
        guard !isDoubtful, other.isDoubtful || other.isOpen != isOpen else { return self }
        return .depends(
            on: FirewalldClause(
                .zone(zone.zone), isAcceptance: !isOpen, applies: .unknown,
                cause: .source(zone.sources.joined(separator: ", "))))
    }

    /// What firewalld's own rules in the kernel do with packets of the peers that were named, where they tell.
    fileprivate func settled(
        for row: FirewalldTraffic.Row, in zone: String, by traffic: Traffic, _ ruleset: Ruleset
    ) -> FirewalldAnswer {
        guard case .depends(let clause) = self, ruleset.tableNames.contains("firewalld") else { return self }
        switch traffic.outcome(of: row.traffic, by: ruleset, in: { $0.name == "firewalld" }) {
        case .uncertain: return self
        case .open: return .open
        // The rules drop some of the packets, and which of firewalld's options made them is not known.
        case .partial: return self
        case .closed:
            // What would have let it in is not about these peers: the zone's last word is.
            return .closed(
                by: clause.isAcceptance
                    ? FirewalldClause(.zone(zone), isAcceptance: false, applies: .yes, cause: .target) : clause)
        }
    }
}
