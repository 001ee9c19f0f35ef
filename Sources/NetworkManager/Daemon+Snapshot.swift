public import DBus

extension Daemon {
    /// The daemon and every device, as of now.
    ///
    /// - Parameter method: How to ask; the default is the faster.
    public func snapshot(
        using method: Snapshot.Method = .pipelined, by deadline: Deadline
    ) throws(DaemonError) -> Snapshot {
        try askingManager("reading NetworkManager's devices", by: deadline) { () throws(BusError) in
            switch method {
            case .managedObjects: try snapshotOfManagedObjects(by: deadline)
            case .pipelined: try snapshotPipelined(by: deadline)
            }
        }
    }

    private func snapshotOfManagedObjects(by deadline: Deadline) throws(BusError) -> Snapshot {
        let reply = try connection.managedObjects(of: owner, at: "/org/freedesktop", by: deadline)
        var reader = reply.reader
        var manager = DaemonFields()
        var devices: [DeviceFields] = []
        var flags: [String: ActivationFlags] = [:]
        try reader.forEachEntry { (path, object) throws(BusError) in
            if path.hasPrefix("/org/freedesktop/NetworkManager/Devices/"), let path = path.objectPath {
                var device = DeviceFields(path: path)
                try device.readObject(&object)
                devices.append(device)
            } else if path.hasPrefix("/org/freedesktop/NetworkManager/ActiveConnection/") {
                flags[path.string] = try ActivationFlags(object: &object)
            } else if path == "/org/freedesktop/NetworkManager" {
                try object.forEachEntry { (interface, properties) throws(BusError) in
                    if interface == "org.freedesktop.NetworkManager" { try manager.read(&properties) }
                }
            }
        }
        for index in devices.indices {
            devices[index].activationFlags = devices[index].activeConnection.flatMap { flags[$0.text] }
        }
        return try Self.snapshot(manager, devices)
    }

    func snapshotPipelined(by deadline: Deadline) throws(BusError) -> Snapshot {
        let reply = try self.manager.properties(by: deadline)
        var reader = reply.reader
        var manager = DaemonFields()
        try manager.read(&reader, withDevices: true)

        var devices: [DeviceFields] = []
        // What only some devices have is asked for as soon as one is known to be among them: the daemon goes on working.
        var details: [(device: Int, path: ObjectPath, interface: InterfaceName)] = []
        let count = manager.devices.count
        var calls: [Message] = []
        calls.reserveCapacity(count)
        for path in manager.devices { calls.append(try propertiesRead(path, Self.deviceInterface)) }
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
