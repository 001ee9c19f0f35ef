public import Base
import DBus

extension Daemon {
    /// The daemon and every device, as of now.
    ///
    /// Each device is asked for alone, many calls at once: not quite one moment, but one call for every property of
    /// every object (GetManagedObjects) costs 4 per cent more instructions at ten devices and 21 at 500.
    public func snapshot(by deadline: Deadline) throws(DaemonError) -> Snapshot {
        try askingManager("reading its devices", by: deadline) { () throws(BusError) in
            try readSnapshot(by: deadline)
        }
    }

    /// The same for a daemon that was just found, which may have been asked already which devices there are.
    public func firstSnapshot(by deadline: Deadline) throws(DaemonError) -> Snapshot {
        try askingManager("reading its devices", by: deadline) { () throws(BusError) in
            var opening: Message?
            if let call = inquiry?.takeProperties() {
                try connection.callAll([call], by: deadline) { (_, answer) throws(BusError) in
                    // Another may have taken the name since.
                    if case .success(let reply) = answer, reply.sender == owner { opening = reply }
                }
            }
            return try readSnapshot(opening, by: deadline)
        }
    }

    /// The same, for whoever asks for more in the same exchange.
    /// - Parameter opening: What the daemon has said of itself already; nil where it is to be asked.
    func readSnapshot(_ opening: Message? = nil, by deadline: Deadline) throws(BusError) -> Snapshot {
        let reply: Message
        if let opening { reply = opening } else { reply = try self.manager.properties(by: deadline) }
        var reader = reply.reader
        var manager = DaemonFields()
        try manager.read(&reader, withDevices: true)

        var devices: [DeviceFields] = []
        // What only some devices have is asked for as soon as one is known to be among them: the daemon goes on
        // working.
        var details: [(device: Int, path: ObjectPath, interface: InterfaceName)] = []
        let count = manager.devices.count
        var calls: [Message] = []
        calls.reserveCapacity(count)
        let template = try CallTemplate.propertiesRead(of: Self.deviceInterface, in: owner)
        for path in manager.devices { calls.append(try template.call(at: path)) }
        try connection.callAllFollowingUp(calls, by: deadline) { (index, result) throws(BusError) in
            guard var properties = try Self.properties(result) else { return [] }
            guard index < count else {
                let detail = details[index - count]
                switch detail.interface {
                case Self.wiredInterface: try devices[detail.device].readWired(&properties)
                case Self.genericInterface: try devices[detail.device].readGeneric(&properties)
                default: devices[detail.device].activationFlags = try ActivationFlags(properties: &properties)
                }
                return []
            }
            var device = DeviceFields(path: manager.devices[index])
            try device.readDevice(&properties)
            let known = details.count
            if device.isWired { details.append((devices.count, device.path, Self.wiredInterface)) }
            if device.isGeneric { details.append((devices.count, device.path, Self.genericInterface)) }
            if let active = device.activeConnection {
                details.append((devices.count, active, ActivationFlags.interface))
            }
            devices.append(device)
            var calls: [Message] = []
            for detail in details[known...] { calls.append(try propertiesRead(detail.path, detail.interface)) }
            return calls
        }
        return try Self.snapshot(manager, devices)
    }

    private func propertiesRead(_ path: ObjectPath, _ interface: InterfaceName) throws(BusError) -> Message {
        try Proxy(connection, owner, path, interface).propertiesRead()
    }

    /// The properties in a reply; nil where the object is gone by now.
    private static func properties(_ answer: Connection.Answer) throws(BusError) -> MessageReader? {
        switch answer {
        case .success(let reply): return reply.reader
        case .failure(let error):
            guard error.meansNoSuchObject else { throw error }
            return nil
        }
    }

    private static func snapshot(_ manager: DaemonFields, _ fields: [DeviceFields]) throws(BusError) -> Snapshot {
        let status = try manager.status()
        var devices: [Device] = []
        devices.reserveCapacity(fields.count)
        for field in fields {
            devices.append(try field.device(version: status.version))
        }
        devices.sort { ($0.escapedName, $0.path) < ($1.escapedName, $1.path) }
        return Snapshot(status: status, devices: devices)
    }
}
