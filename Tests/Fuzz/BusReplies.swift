#if DEBUG || FUZZING
    import CDBus

    @testable import DBus
    @testable import NetworkManager

    /// A message as it comes from a bus, read whole as values and as what NetworkManager's properties are.
    func fuzzBusReply(_ bytes: [UInt8]) {
        guard let message = message(bytes) else { return }
        let arguments = try? message.arguments()
        claim(arguments.map(\.count) ?? 0 <= bytes.count, "more arguments than bytes")
        // By their texts: a number that is none is equal to nothing.
        claim("\(String(describing: try? message.arguments()))" == "\(String(describing: arguments))", "two answers")
        for field in [message.sender?.text, message.path?.text, message.member?.text] {
            claim(field?.utf8.contains(0) != true, "a name with a NUL byte")
        }
        var daemon = DaemonFields()
        var properties = MessageReader(message)
        if (try? daemon.read(&properties, withDevices: true)) != nil {
            claim(daemon.devices.count <= bytes.count, "more devices than bytes")
            _ = try? daemon.status()
        }
        let path = ObjectPath("/x")
        var device = DeviceFields(path: path)
        var common = MessageReader(message)
        var wired = MessageReader(message)
        var generic = MessageReader(message)
        try? device.readDevice(&common)
        try? device.readWired(&wired)
        try? device.readGeneric(&generic)
        var flags = MessageReader(message)
        _ = try? ActivationFlags(properties: &flags)
    }

    /// What libdbus takes for a message; it checks lengths, names and types before anybody reads one.
    private func message(_ bytes: [UInt8]) -> Message? {
        let handle = bytes.withUnsafeBytes { raw in
            dbus_message_demarshal(raw.baseAddress?.assumingMemoryBound(to: CChar.self), CInt(raw.count), nil)
        }
        return handle.map { Message(owning: $0) }
    }
#endif
