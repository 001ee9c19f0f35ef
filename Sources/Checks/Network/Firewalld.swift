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

    /// Whether a zone lets a port in, by itself, by a range, or by the service of BGP.
    func isOpen(_ port: UInt16, _ transport: String, in zone: String) throws(BusError) -> Bool {
        let ports: [[String]] = try read(zones, "getPorts", zone)
        let isListed = ports.contains { entry in
            guard entry.count == 2, entry[1] == transport else { return false }
            let ends = entry[0].split(separator: "-").compactMap { UInt16($0) }
            guard let first = ends.first, let last = ends.last else { return false }
            return first <= port && port <= last
        }
        guard !isListed, port == 179 else { return isListed }
        let services: [String] = try read(zones, "getServices", zone)
        return services.contains("bgp")
    }

    /// Whether a zone lets an IP protocol in, by its number or its names in /etc/protocols.
    func isOpen(protocolNumber number: UInt16, in zone: String) throws(BusError) -> Bool {
        let names = number == 4 ? ["4", "ipip", "ipencap", "ipv4"] : [String(number)]
        let protocols: [String] = try read(zones, "getProtocols", zone)
        return protocols.contains { names.contains($0) }
    }

    private func read<Result: Readable>(
        _ proxy: Proxy, _ method: MemberName, _ argument: String
    ) throws(BusError) -> Result {
        let reply = try proxy.call(method, .string(argument), by: deadline)
        var reader = reply.reader
        return try reader.read()
    }
}
