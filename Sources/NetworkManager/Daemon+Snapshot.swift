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
        try forEach(manager.devices, Self.deviceInterface, by: deadline) { (index, properties) throws(BusError) in
            var device = DeviceFields(path: manager.devices[index])
            try device.readDevice(&properties)
            devices.append(device)
        }
        let wired = devices.indices.filter { devices[$0].isWired }
        try forEach(wired.map { devices[$0].path }, Self.wiredInterface, by: deadline) {
            (index, properties) throws(BusError) in
            try devices[wired[index]].readWired(&properties)
        }
        let generic = devices.indices.filter { devices[$0].isGeneric }
        try forEach(generic.map { devices[$0].path }, Self.genericInterface, by: deadline) {
            (index, properties) throws(BusError) in
            try devices[generic[index]].readGeneric(&properties)
        }
        let active = devices.compactMap(\.activeConnection)
        var connections = ActiveConnections()
        try forEach(active, ActiveConnections.interface, by: deadline) { (index, properties) throws(BusError) in
            try connections.read(active[index].text, &properties)
        }
        return try Self.snapshot(manager, devices, connections)
    }

    /// Reads the properties of many objects; those that are gone by now are left out.
    private func forEach(
        _ paths: [ObjectPath], _ interface: InterfaceName, by deadline: Deadline,
        _ body: (Int, inout MessageReader) throws(BusError) -> Void
    ) throws(BusError) {
        var calls: [Message] = []
        calls.reserveCapacity(paths.count)
        for path in paths {
            calls.append(try Proxy(connection, owner, path, interface).propertiesRead())
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
