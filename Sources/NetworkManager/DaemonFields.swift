internal import DBus

/// The properties of the daemon, as they come one after the other out of a message.
struct DaemonFields {
    private var version: String?
    private var isStartingUp: Bool?
    private var isNetworkingEnabled: Bool?
    private var state: UInt32?
    /// Every device, in the order of the daemon; filled only where asked for.
    var devices: [ObjectPath] = []

    /// Reads those that matter out of a dictionary of properties.
    mutating func read(_ properties: inout MessageReader, withDevices: Bool = false) throws(BusError) {
        var fields = self
        try properties.forEachEntry { (name, value) throws(BusError) in
            if name == "Version" {
                fields.version = try value.readVariant()
            } else if name == "Startup" {
                fields.isStartingUp = try value.readVariant()
            } else if name == "NetworkingEnabled" {
                fields.isNetworkingEnabled = try value.readVariant()
            } else if name == "State" {
                fields.state = try value.readVariant()
            } else if withDevices, name == "AllDevices" {
                fields.devices = try value.readVariant()
            }
        }
        self = fields
    }

    /// The status, if every property of it was there.
    func status() throws(BusError) -> DaemonStatus {
        guard let version, let isStartingUp, let isNetworkingEnabled, let state else {
            throw BusError(
                .unexpectedType, "one of the properties that every version has is missing",
                subject: Daemon.managerPath.text)
        }
        return DaemonStatus(
            version: DaemonVersion(version), isStartingUp: isStartingUp, isNetworkingEnabled: isNetworkingEnabled,
            state: DaemonState(rawValue: state))
    }
}
