import Base
import NetworkManagerConfiguration
import Node

extension Demand {
    /// Reads the facts of one row.
    init(_ row: ProfileGroup, _ kind: Kind, symbols: Facts) throws(ProfileError) {
        switch kind {
        case .interface: self = .interface(try InterfacePattern(row))
        case .architecture:
            _ = try row.text("accept")
            self = .architecture(accepted: row.list("accept").map(String.init))
        case .kernelVersion:
            self = .kernelVersion(minimum: try row.release("minimum"), backports: try Self.backports(row))
        case .distribution: self = .distribution(known: try Self.distributions(row))
        case .openShift: self = .openShift(minimum: try row.release("minimum"))
        case .kernelFeature: self = .kernelFeature(try KernelFeature(row, symbols: symbols))
        case .capability: self = .capability(try Self.capability(row))
        case .port: self = .port(try Port(row))
        case .datastore: self = .datastore(try row.requiredWord("store", Datastore.self))
        case .check: self = .check
        }
    }

    private static func backports(_ row: ProfileGroup) throws(ProfileError) -> [Backport] {
        var backports: [Backport] = []
        for entry in row.list("backports") {
            let parts = entry.fields(":", limit: 2)
            guard parts.count == 2, Release(parts[1]) != nil else {
                throw row.invalid("backports", "SYSTEM:KERNEL, several separated by commas")
            }
            backports.append(Backport(system: String(parts[0]), minimum: String(parts[1])))
        }
        return backports
    }

    private static func distributions(_ row: ProfileGroup) throws(ProfileError) -> [Distribution] {
        _ = try row.text("known")
        var distributions: [Distribution] = []
        for entry in row.list("known") {
            let parts = entry.fields(":", limit: 2)
            let minimum = parts.count > 1 ? Release(parts[1]) : nil
            guard parts.count == 1 || minimum != nil else {
                throw row.invalid("known", "ID or ID:RELEASE, several separated by commas")
            }
            distributions.append(
                Distribution(
                    id: String(parts[0]), minimum: minimum, spelling: parts.count > 1 ? String(parts[1]) : nil))
        }
        return distributions
    }

    private static func capability(_ row: ProfileGroup) throws(ProfileError) -> Capability {
        let name = try row.text("capability")
        if let capability = Capability(name) { return capability }
        throw ProfileError(
            .unknownCapability(name, allowed: Capability.names), row.facts["capability"]?.place ?? row.place)
    }
}

extension InterfacePattern {
    /// Reads a row about interfaces: which names, and what kind of link has them.
    init(_ row: ProfileGroup) throws(ProfileError) {
        let pattern = try row.text("pattern")
        guard let kind = InterfaceKind(rawValue: try row.text("link")), kind != .unknown else {
            let kinds = InterfaceKind.allCases.filter { $0 != .unknown }.map(\.rawValue)
            throw row.invalid("link", "one of " + kinds.joined(separator: ", "))
        }
        do throws(InterfacePattern.Invalid) { try self.init(pattern, kind: kind) } catch {
            throw row.invalid("pattern", "a pattern for names of interfaces")
        }
    }
}

extension Demand.Port {
    private enum Direction: String, CaseIterable { case incoming = "in", both }

    /// Reads a row about a port.
    fileprivate init(_ row: ProfileGroup) throws(ProfileError) {
        _ = try row.text("numbers")
        var numbers: [UInt16] = []
        for word in row.list("numbers") {
            guard let number = UInt16(word) else { throw row.invalid("numbers", "port numbers, separated by commas") }
            numbers.append(number)
        }
        guard !numbers.isEmpty else { throw row.invalid("numbers", "port numbers, separated by commas") }
        var versions: Set<Int> = []
        for word in row.list("over") {
            guard let version = ["ipv4": 4, "ipv6": 6][word] else {
                throw row.invalid("over", "ipv4, ipv6 or both, separated by a comma")
            }
            versions.insert(version)
        }
        self.init(
            transport: try row.requiredWord("protocol", Transport.self), numbers: numbers,
            isIncomingOnly: try row.requiredWord("direction", Direction.self) == .incoming,
            role: try row.requiredWord("role", Role.self), versions: versions.isEmpty ? [4, 6] : versions)
    }
}
