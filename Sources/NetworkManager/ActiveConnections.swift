internal import DBus

/// Which active connections are external: made by NetworkManager in memory for what others configured, and only
/// watched.
struct ActiveConnections {
    static let interface: InterfaceName = "org.freedesktop.NetworkManager.Connection.Active"
    /// `NM_ACTIVATION_STATE_FLAG_EXTERNAL`, since 1.26.
    private static let external: UInt32 = 0x80

    private var flags: [String: UInt32] = [:]

    /// Reads one active connection out of the dictionary of its interfaces.
    mutating func readObject(_ path: String, _ interfaces: inout MessageReader) throws(BusError) {
        var connections = self
        try interfaces.forEachEntry { (interface, properties) throws(BusError) in
            if interface == "org.freedesktop.NetworkManager.Connection.Active" {
                try connections.read(path, &properties)
            }
        }
        self = connections
    }

    /// Reads one active connection out of the dictionary of its properties.
    mutating func read(_ path: String, _ properties: inout MessageReader) throws(BusError) {
        var found: UInt32?
        try properties.forEachEntry { (name, value) throws(BusError) in
            if name == "StateFlags" { found = try value.readVariant() }
        }
        flags[path] = found
    }

    /// Whether this one is external; false if there is none, nil if it is not known.
    ///
    /// - Parameter version: The daemon's. Before 1.26 the flag was never set.
    func isExternal(_ path: ObjectPath?, version: DaemonVersion?) -> Bool? {
        guard let path else { return false }
        guard let flags = flags[path.text], version?.isAtLeast(1, 26) == true else { return nil }
        return flags & Self.external != 0
    }
}
