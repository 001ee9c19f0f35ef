internal import DBus

/// How a device came to its active connection, as NetworkManager's `NMActivationStateFlags`.
struct ActivationFlags {
    /// The interface of the objects that have such flags.
    static let interface: InterfaceName = "org.freedesktop.NetworkManager.Connection.Active"
    /// `NM_ACTIVATION_STATE_FLAG_EXTERNAL`, since 1.26: made by NetworkManager in memory for what others configured,
    /// and only watched.
    private static let external: UInt32 = 0x80

    private let number: UInt32

    /// Reads them out of the dictionary of an active connection's properties; nil where they are not there.
    init?(properties: inout MessageReader) throws(BusError) {
        var found: UInt32?
        try properties.forEachEntry { (name, value) throws(BusError) in
            if name == "StateFlags" { found = try value.readVariant() }
        }
        guard let found else { return nil }
        number = found
    }

    /// Whether the connection is external; nil where the daemon does not tell.
    ///
    /// - Parameter version: The daemon's. Before 1.26 the flag was never set.
    func isExternal(version: DaemonVersion?) -> Bool? {
        version?.isAtLeast(1, 26) == true ? number & Self.external != 0 : nil
    }
}
