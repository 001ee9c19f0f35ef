public import Base
public import DBus

extension Daemon {
    static let deviceInterface: InterfaceName = "org.freedesktop.NetworkManager.Device"
    static let wiredInterface: InterfaceName = "org.freedesktop.NetworkManager.Device.Wired"
    static let genericInterface: InterfaceName = "org.freedesktop.NetworkManager.Device.Generic"

    /// One device as of now, by its object.
    ///
    /// Its permanent address, kind of link and "connected (externally)" are not asked for, and nil.
    ///
    /// - Throws: ``DaemonError/Code/noSuchDevice`` if it is gone.
    public func device(_ path: ObjectPath, by deadline: Deadline) throws(DaemonError) -> Device {
        try askingDevice(path, "reading the state of \(path)", by: deadline) { () throws(BusError) in
            try readDevice(path, by: deadline)
        }
    }

    /// Makes a device managed or unmanaged until the machine starts again, whatever the configuration says;
    /// `unmanaged-devices` alone is stronger.
    ///
    /// Becoming unmanaged in this way leaves addresses, routes and link as they are, unlike becoming unmanaged by
    /// configuration.
    ///
    /// - Throws: ``DaemonError/Code/noSuchDevice``, ``DaemonError/Code/notPermitted``.
    public func setManaged(_ isManaged: Bool, _ path: ObjectPath, by deadline: Deadline) throws(DaemonError) {
        let subject = "setting \(path) \(isManaged ? "managed" : "unmanaged")"
        try askingDevice(path, subject, by: deadline) { () throws(BusError) in
            try device(path).setProperty("Managed", to: .boolean(isManaged), by: deadline)
        }
    }

    /// Makes the daemon forget that a device was made managed or unmanaged by ``setManaged(_:_:by:)``, so that only the
    /// configuration decides.
    ///
    /// - Throws: ``DaemonError/Code/unsupported`` before 1.58: there the mark stays until the machine starts again.
    public func forgetManaged(_ path: ObjectPath, by deadline: Deadline) throws(DaemonError) {
        let subject = "resetting the managed state of \(path)"
        let refusal = try askingDevice(path, subject, by: deadline) { () throws(BusError) in
            let call = try Message(calling: "SetManaged", of: Self.deviceInterface, at: path, in: owner)
            // NM_DEVICE_MANAGED_RESET, and NM_DEVICE_MANAGED_SET_FLAGS_RUNTIME
            for argument: UInt32 in [2, 1] { try call.append(.uint32(argument)) }
            var refusal: BusError?
            // An unknown method is answered like an unknown object: whether that is there is asked in the same breath.
            let calls = [call, try device(path).propertiesRead()]
            try connection.callAll(calls, by: deadline) { (index, answer) throws(BusError) in
                guard case .failure(let error) = answer else { return }
                guard index == 0, error.meansNoSuchObject else { throw error }
                refusal = error
            }
            return refusal
        }
        if let refusal { throw DaemonError(.unsupported, subject, underlying: refusal) }
    }

    /// Waits until a device is as wanted.
    ///
    /// - Parameter isWanted: Looks at the device now and after each change.
    /// - Returns: The device, as wanted; or as it was last, if the deadline passed first.
    /// - Throws: ``DaemonError/Code/noSuchDevice`` if it is gone.
    public func wait(
        for path: ObjectPath, by deadline: Deadline, until isWanted: (Device) -> Bool
    ) throws(DaemonError) -> Device {
        try askingDevice(path, "waiting for \(path)", by: deadline) { () throws(BusError) in
            // Most often it is so already.
            let present = try readDevice(path, by: deadline)
            if isWanted(present) { return present }
            // Before reading, or a change in between would be missed.
            let changes = try connection.subscribe(
                to: MatchRule(sender: owner, path: path, interface: .properties, member: "PropertiesChanged"),
                MatchRule(
                    sender: owner, path: "/org/freedesktop", interface: .objectManager, member: "InterfacesRemoved"),
                MatchRule(
                    sender: .bus, interface: .bus, member: "NameOwnerChanged", firstArgument: owner.text),
                by: deadline)
            while true {
                let device = try readDevice(path, by: deadline)
                if isWanted(device) { return device }
                if try changes.next(by: deadline) == nil { return device }
            }
        }
    }

    private func device(_ path: ObjectPath) -> Proxy { Proxy(connection, owner, path, Self.deviceInterface) }

    private func readDevice(_ path: ObjectPath, by deadline: Deadline) throws(BusError) -> Device {
        let reply = try device(path).properties(by: deadline)
        var reader = reply.reader
        var fields = DeviceFields(path: path)
        try fields.readDevice(&reader)
        return try fields.device(version: nil)
    }

    private func askingDevice<Result>(
        _ path: ObjectPath, _ subject: String, by deadline: Deadline, _ body: () throws(BusError) -> Result
    ) throws(DaemonError) -> Result {
        do {
            return try asking(subject, by: deadline, body)
        } catch  where error.underlying?.meansNoSuchObject == true {
            // A daemon that ends takes its own object away as well: then it says nothing of the device.
            try askingManager(subject, by: deadline) { () throws(BusError) in
                _ = try manager.property("Startup", as: Bool.self, by: deadline)
            }
            throw DaemonError(.noSuchDevice, subject, underlying: error.underlying)
        }
    }
}
