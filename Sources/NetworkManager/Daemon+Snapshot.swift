public import DBus

extension Daemon {
    /// The daemon and every device, as of now.
    ///
    /// - Parameter method: How to ask; the default is the faster.
    public func snapshot(
        using method: Snapshot.Method = .pipelined, by deadline: Deadline
    ) throws(DaemonError) -> Snapshot {
        try asking("reading NetworkManager's devices", by: deadline) { () throws(BusError) in
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
        var connections = ActiveConnections()
        try reader.forEachEntry { (path, object) throws(BusError) in
            if path.hasPrefix("/org/freedesktop/NetworkManager/Devices/"), let path = path.objectPath {
                var device = DeviceFields(path: path)
                try device.readObject(&object)
                devices.append(device)
            } else if path.hasPrefix("/org/freedesktop/NetworkManager/ActiveConnection/") {
                try connections.readObject(path.string, &object)
            } else if path == "/org/freedesktop/NetworkManager" {
                try object.forEachEntry { (interface, properties) throws(BusError) in
                    if interface == "org.freedesktop.NetworkManager" { try manager.read(&properties) }
                }
            }
        }
        return try Self.snapshot(manager, devices, connections)
    }

    private func snapshotPipelined(by deadline: Deadline) throws(BusError) -> Snapshot {
        let reply = try self.manager.properties(by: deadline)
        var reader = reply.reader
        var manager = DaemonFields()
        try manager.read(&reader, withDevices: true)

        var devices: [DeviceFields] = []
        try forEach(manager.devices.map { ($0, Self.deviceInterface) }, by: deadline) {
            (index, properties) throws(BusError) in
            var device = DeviceFields(path: manager.devices[index])
            try device.readDevice(&properties)
            devices.append(device)
        }
        // What only some of them have, together: each round is a wait for the daemon.
        var details: [(device: Int, path: ObjectPath, interface: InterfaceName)] = []
        for (index, device) in devices.enumerated() {
            if device.isWired { details.append((index, device.path, Self.wiredInterface)) }
            if device.isGeneric { details.append((index, device.path, Self.genericInterface)) }
            if let active = device.activeConnection { details.append((index, active, ActiveConnections.interface)) }
        }
        var connections = ActiveConnections()
        try forEach(details.map { ($0.path, $0.interface) }, by: deadline) { (index, properties) throws(BusError) in
            let detail = details[index]
            switch detail.interface {
            case Self.wiredInterface: try devices[detail.device].readWired(&properties)
            case Self.genericInterface: try devices[detail.device].readGeneric(&properties)
            default: try connections.read(detail.path.text, &properties)
            }
        }
        return try Self.snapshot(manager, devices, connections)
    }

    /// Reads the properties of many objects; those that are gone by now are left out.
    private func forEach(
        _ objects: [(path: ObjectPath, interface: InterfaceName)], by deadline: Deadline,
        _ body: (Int, inout MessageReader) throws(BusError) -> Void
    ) throws(BusError) {
        guard !objects.isEmpty else { return }
        var calls: [Message] = []
        calls.reserveCapacity(objects.count)
        for object in objects {
            calls.append(try Proxy(connection, owner, object.path, object.interface).propertiesRead())
        }
        try connection.callAll(calls, by: deadline) { (index, result) throws(BusError) in
            switch result {
            case .success(let reply):
                var reader = reply.reader
                try body(index, &reader)
            case .failure(let error):
                guard error.meansNoSuchObject else { throw error }
            }
        }
    }

    private static func snapshot(
        _ manager: DaemonFields, _ fields: [DeviceFields], _ connections: ActiveConnections
    ) throws(BusError) -> Snapshot {
        let status = try manager.status()
        var devices: [Device] = []
        devices.reserveCapacity(fields.count)
        for field in fields {
            let isExternal = connections.isExternal(field.activeConnection, version: status.version)
            devices.append(try field.device(isExternal: isExternal))
        }
        devices.sort { ($0.escapedName, $0.path) < ($1.escapedName, $1.path) }
        return Snapshot(status: status, devices: devices)
    }
}
