import Base
import DBus

/// What a running firewalld lets in and out, asked over D-Bus.
struct Firewalld {
    private static let name: BusName = "org.fedoraproject.FirewallD1"
    private static let path: ObjectPath = "/org/fedoraproject/FirewallD1"

    private let connection: Connection
    private let deadline: Deadline
    private let daemon: Proxy
    private let zones: Proxy
    private let policies: Proxy

    /// Nil where it does not run.
    init?(_ connection: Connection, by deadline: Deadline) throws(BusError) {
        guard try connection.owner(of: Self.name, by: deadline) != nil else { return nil }
        self.connection = connection
        self.deadline = deadline
        daemon = Proxy(connection, Self.name, Self.path, "org.fedoraproject.FirewallD1")
        zones = Proxy(connection, Self.name, Self.path, "org.fedoraproject.FirewallD1.zone")
        policies = Proxy(connection, Self.name, Self.path, "org.fedoraproject.FirewallD1.policy")
    }

    /// The zone of an interface: its own, or the default one.
    func zone(of interface: String) throws(BusError) -> String {
        let zone: String = try read(zones, "getZoneOfInterface", interface)
        return zone.isEmpty ? try defaultZone() : zone
    }

    /// The zone of interfaces that have none of their own.
    func defaultZone() throws(BusError) -> String {
        let reply = try daemon.call("getDefaultZone", by: deadline)
        var reader = reply.reader
        return try reader.read()
    }

    /// Whether panic mode is on: every packet is dropped, whatever zones say.
    func isInPanic() throws(BusError) -> Bool {
        do throws(BusError) {
            let reply = try daemon.call("queryPanicMode", by: deadline)
            var reader = reply.reader
            return try reader.read()
        } catch {
            guard Self.isOlder(error) else { throw error }
            return false
        }
    }

    /// The zones that packets from some addresses come by, whatever interface they come in by.
    func zonesBySource() throws(BusError) -> [(zone: String, sources: [String])] {
        try table(zones, "getActiveZones").map { (zone: $0.name, sources: Self.texts($0.settings["sources"])) }
            .filter { !$0.sources.isEmpty }.sorted { $0.zone < $1.zone }
    }

    /// What a zone says, with the ports and protocols of its services.
    func settings(of zone: String) throws(BusError) -> FirewalldZone {
        var ports: [[String]] = try read(zones, "getPorts", zone)
        var protocols: [String] = try read(zones, "getProtocols", zone)
        try add(try read(zones, "getServices", zone) as [String], &ports, &protocols)
        let settings = try details(zones, "getZoneSettings2", zone)
        let richRules: [String] = try read(zones, "getRichRules", zone)
        return FirewalldZone(
            target: settings?["target"].map(Self.text) ?? (zone == "trusted" ? "ACCEPT" : "default"),
            ports: ports.filter { $0.count == 2 }.map { ($0[0], $0[1]) }, protocols: protocols, richRules: richRules,
            forwardings: Self.lists(settings?["forward_ports"]).compactMap(FirewalldZone.Forwarding.init))
    }

    /// The policies that are in use, in the order in which they are asked. Those whose zones have no interface and no
    /// source are not: firewalld makes no rules of them. None from a firewalld before 0.9.
    func activePolicies() throws(BusError) -> [FirewalldPolicy] {
        var found: [FirewalldPolicy] = []
        for (name, zones) in try table(policies, "getActivePolicies") {
            guard let settings = try details(policies, "getPolicySettings", name) else { continue }
            var ports = Self.lists(settings["ports"])
            var protocols = Self.texts(settings["protocols"])
            try add(Self.texts(settings["services"]), &ports, &protocols)
            var priority = -1
            if case .int32(let number)? = settings["priority"]?.unwrapped { priority = Int(number) }
            found.append(
                FirewalldPolicy(
                    name: name, priority: priority, ingressZones: Self.texts(zones["ingress_zones"]),
                    egressZones: Self.texts(zones["egress_zones"]),
                    rules: FirewalldZone(
                        target: settings["target"].map(Self.text) ?? "CONTINUE",
                        ports: ports.filter { $0.count == 2 }.map { ($0[0], $0[1]) }, protocols: protocols,
                        richRules: Self.texts(settings["rich_rules"]),
                        forwardings: Self.lists(settings["forward_ports"])
                            .compactMap(FirewalldZone.Forwarding.init))))
        }
        return found.sorted { ($0.priority, $0.name) < ($1.priority, $1.name) }
    }

    private func add(
        _ services: [String], _ ports: inout [[String]], _ protocols: inout [String]
    ) throws(BusError) {
        for service in services {
            let settings = try details(daemon, "getServiceSettings2", service)
            ports += Self.lists(settings?["ports"])
            protocols += Self.texts(settings?["protocols"])
        }
    }

    // MARK: Calls

    /// Nil from a firewalld before 0.9, which has no such method.
    private func details(
        _ proxy: Proxy, _ method: MemberName, _ name: String
    ) throws(BusError) -> Value? {
        do throws(BusError) {
            return try read(proxy, method, name)
        } catch {
            guard Self.isOlder(error) else { throw error }
            return nil
        }
    }

    /// Names with settings; none from a firewalld that has no such method.
    private func table(
        _ proxy: Proxy, _ method: MemberName
    ) throws(BusError) -> [(name: String, settings: Value)] {
        do throws(BusError) {
            let reply = try proxy.call(method, by: deadline)
            var reader = reply.reader
            guard case .dictionary(_, _, let entries) = try reader.read() as Value else { return [] }
            return entries.map { (Self.text($0.key), $0.value) }
        } catch {
            guard Self.isOlder(error) else { throw error }
            return []
        }
    }

    private static func isOlder(_ error: BusError) -> Bool {
        ["UnknownMethod", "UnknownInterface"].contains { error.errorName?.hasSuffix($0) == true }
    }

    private func read<Result: Readable>(
        _ proxy: Proxy, _ method: MemberName, _ argument: String
    ) throws(BusError) -> Result {
        let reply = try proxy.call(method, .string(argument), by: deadline)
        var reader = reply.reader
        return try reader.read()
    }

    // MARK: Values

    private static func members(_ value: Value?) -> [Value] {
        switch value?.unwrapped {
        case .array(_, let members)?, .structure(let members)?: members
        default: []
        }
    }

    private static func text(_ value: Value) -> String {
        if case .string(let text) = value.unwrapped { text } else { "" }
    }

    private static func texts(_ value: Value?) -> [String] { members(value).map(text) }

    private static func lists(_ value: Value?) -> [[String]] { members(value).map(texts) }
}
