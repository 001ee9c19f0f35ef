import DBus

/// What a running firewalld lets in by one zone, asked over D-Bus.
struct Firewalld {
    private static let name: BusName = "org.fedoraproject.FirewallD1"
    private static let path: ObjectPath = "/org/fedoraproject/FirewallD1"

    private let connection: Connection
    private let deadline: Deadline
    private let zones: Proxy
    private let daemon: Proxy

    /// Nil where it does not run.
    init?(_ connection: Connection, by deadline: Deadline) throws(BusError) {
        guard try connection.owner(of: Self.name, by: deadline) != nil else { return nil }
        self.connection = connection
        self.deadline = deadline
        daemon = Proxy(connection, Self.name, Self.path, "org.fedoraproject.FirewallD1")
        zones = Proxy(connection, Self.name, Self.path, "org.fedoraproject.FirewallD1.zone")
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

    /// What a zone says, with the ports and protocols of its services.
    func settings(of zone: String) throws(BusError) -> FirewalldZone {
        var ports: [[String]] = try read(zones, "getPorts", zone)
        var protocols: [String] = try read(zones, "getProtocols", zone)
        for service in try read(zones, "getServices", zone) as [String] {
            let settings = try details(daemon, "getServiceSettings2", service)
            ports += settings?["ports"].map(Self.members).map { $0.map(Self.texts) } ?? []
            protocols += settings?["protocols"].map(Self.texts) ?? []
        }
        let settings = try details(zones, "getZoneSettings2", zone)
        let richRules: [String] = try read(zones, "getRichRules", zone)
        return FirewalldZone(
            target: settings?["target"].map { Self.texts(.structure([$0])) }?.first
                ?? (zone == "trusted" ? "ACCEPT" : "default"),
            ports: ports.filter { $0.count == 2 }.map { ($0[0], $0[1]) }, protocols: protocols, richRules: richRules)
    }

    /// Nil from a firewalld before 0.9, which has no such method.
    private func details(
        _ proxy: Proxy, _ method: MemberName, _ name: String
    ) throws(BusError) -> Value? {
        do throws(BusError) {
            return try read(proxy, method, name)
        } catch {
            guard error.errorName?.hasSuffix("UnknownMethod") == true else { throw error }
            return nil
        }
    }

    private static func members(_ value: Value) -> [Value] {
        switch value {
        case .array(_, let members), .structure(let members): members
        default: []
        }
    }

    private static func texts(_ value: Value) -> [String] {
        members(value).compactMap { if case .string(let text) = $0.unwrapped { text } else { nil } }
    }

    private func read<Result: Readable>(
        _ proxy: Proxy, _ method: MemberName, _ argument: String
    ) throws(BusError) -> Result {
        let reply = try proxy.call(method, .string(argument), by: deadline)
        var reader = reply.reader
        return try reader.read()
    }
}
