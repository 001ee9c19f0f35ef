internal import DBus

/// The properties of one device, as they come one after the other out of a message.
struct DeviceFields {
    let path: ObjectPath
    private var interface: String?
    private var type: UInt32?
    private var isManaged: Bool?
    private var state: UInt32?
    private var stateReason: UInt32?
    private var driver = ""
    private var driverVersion = ""
    private var hardwareAddress: String?
    private var permanentHardwareAddress: String?
    private var typeDescription: String?
    private var isReal = true
    private var interfaceFlags: UInt32?
    private(set) var activeConnection: ObjectPath?
    /// Those of its active connection; nil until they are known.
    var activationFlags: ActivationFlags?

    init(path: ObjectPath) {
        self.path = path
    }

    /// Whether it may have a permanent address, which only the interface for wired devices tells. A veth has that
    /// interface too, but the kernel never gives one a permanent address.
    var isWired: Bool { type == DeviceType.ethernet.rawValue }
    /// Whether NetworkManager has no type for it.
    var isGeneric: Bool { type == DeviceType.generic.rawValue }

    /// Reads those that matter out of the properties of `org.freedesktop.NetworkManager.Device`.
    mutating func readDevice(_ properties: inout MessageReader) throws(BusError) {
        var fields = self
        try properties.forEachEntry { (name, value) throws(BusError) in
            if name == "Interface" {
                fields.interface = try value.readVariant()
            } else if name == "Managed" {
                fields.isManaged = try value.readVariant()
            } else if name == "StateReason" {
                try fields.readState(&value)
            } else if name == "DeviceType" {
                fields.type = try value.readVariant()
            } else if name == "ActiveConnection" {
                let path: ObjectPath = try value.readVariant()
                fields.activeConnection = path == .root ? nil : path
            } else if name == "Driver" {
                fields.driver = EscapedText(try value.readVariant()).unescaped
            } else if name == "DriverVersion" {
                fields.driverVersion = EscapedText(try value.readVariant()).unescaped
            } else if name == "HwAddress" {
                fields.hardwareAddress = try value.readVariant(String.self).nilIfEmpty
            } else if name == "Real" {
                fields.isReal = try value.readVariant()
            } else if name == "InterfaceFlags" {
                fields.interfaceFlags = try value.readVariant()
            }
        }
        self = fields
    }

    /// State and reason in one, so that they belong together.
    private mutating func readState(_ value: inout MessageReader) throws(BusError) {
        (state, stateReason) = try value.inside(.variant) { (content) throws(BusError) in
            try content.inside(.structure) { (pair) throws(BusError) in (try pair.read(), try pair.read()) }
        }
    }

    /// Reads the permanent address out of the properties of `….Device.Wired`.
    mutating func readWired(_ properties: inout MessageReader) throws(BusError) {
        var address: String?
        try properties.forEachEntry { (name, value) throws(BusError) in
            if name == "PermHwAddress" { address = try value.readVariant() }
        }
        permanentHardwareAddress = address?.nilIfEmpty
    }

    /// Reads the kernel's kind of link out of the properties of `….Device.Generic`.
    mutating func readGeneric(_ properties: inout MessageReader) throws(BusError) {
        var description: String?
        try properties.forEachEntry { (name, value) throws(BusError) in
            if name == "TypeDescription" { description = try value.readVariant() }
        }
        typeDescription = description?.nilIfEmpty
    }

    /// The device, if the properties without which it is none were there.
    ///
    /// - Parameter version: The daemon's.
    func device(version: DaemonVersion?) throws(BusError) -> Device {
        guard let interface, let type, let isManaged, let state, let stateReason else {
            throw BusError(
                .unexpectedType, "one of the properties that every device has is missing", subject: path.text)
        }
        return Device(
            path: path, escapedName: interface, type: DeviceType(rawValue: type), isManaged: isManaged,
            state: DeviceState(rawValue: state), stateReason: DeviceStateReason(rawValue: stateReason), driver: driver,
            driverVersion: driverVersion, hardwareAddress: hardwareAddress,
            permanentHardwareAddress: permanentHardwareAddress, typeDescription: typeDescription, isReal: isReal,
            interfaceFlags: interfaceFlags, activeConnection: activeConnection,
            isExternallyConnected: activeConnection == nil ? false : activationFlags?.isExternal(version: version))
    }
}

extension String {
    fileprivate var nilIfEmpty: String? { isEmpty ? nil : self }
}
