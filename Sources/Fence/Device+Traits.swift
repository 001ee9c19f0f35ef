import KeyFile
public import NetworkManager
public import NetworkManagerConfiguration

extension Device {
    /// What NetworkManager's match lists see of the device.
    public var traits: DeviceTraits {
        DeviceTraits(
            name: RawText(nameBytes), type: matchType.map { .known(RawText($0)) } ?? .absent,
            driver: .known(RawText(driver)),
            driverVersion: driverVersion.isEmpty ? .absent : .known(RawText(driverVersion)),
            permanentAddress: permanentHardwareAddress.map { .known(RawText($0)) } ?? .absent,
            dhcpPlugin: .undetermined(Uncertainty("NetworkManager does not report its DHCP plugin")))
    }

    /// The word that `type:` compares: the device class in small letters without dashes, the kernel's kind of link for
    /// the generic class, and `ethernet` for veth (`nm_device_get_type_description`).
    private var matchType: String? {
        switch type {
        case .veth: "ethernet"
        case .generic: typeDescription
        default: type.description.replacing("-", with: "")
        }
    }

    /// What else decides about it, as far as the bus tells.
    public var facts: DeviceFacts {
        var facts = DeviceFacts()
        facts.isPresent = true
        facts.liveManaged = isManaged
        return facts
    }
}
