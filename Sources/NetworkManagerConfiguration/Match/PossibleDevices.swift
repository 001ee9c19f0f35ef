import KeyFile

/// The devices that one of which something is not known may be, as far as the tokens of a configuration tell them
/// apart.
///
/// What every one of them comes to is certain, however many tokens ask for what is not known.
struct PossibleDevices {
    /// A value that no token names: it holds a character that no type, driver or address has.
    private static let other: RawText = "\u{1}"
    /// More are not looked at one by one; the answer is then open wherever one token is.
    private static let limit = 256

    private var types: Set<RawText> = []
    private var drivers: Set<RawText> = []
    private var addresses: Set<RawText> = []
    private var subchannels: Set<RawText> = []
    private var plugins: Set<RawText> = []

    /// Takes every token that is asked of a device.
    init(_ lists: [MatchList]) {
        for list in lists { list.tokens.forEach { add($0.condition) } }
    }

    private mutating func add(_ condition: MatchToken.Condition) {
        switch condition {
        case .everything, .name, .never: break
        case .type(let type): types.insert(type)
        case .driver(let driver, version: nil): drivers.insert(driver)
        // Compared as a beginning: what is longer may be any other driver that begins so.
        case .driver(let driver, version: _?): drivers.formUnion([driver, driver + Self.other])
        case .hardwareAddress(let address): if let address, address.isPossible { addresses.insert(address.text) }
        case .bare(let text):
            if let address = HardwareAddress(text), address.isPossible { addresses.insert(address.text) }
        case .subchannels(let channels): if let channels { subchannels.insert(Subchannels.text(channels)) }
        case .dhcpPlugin(let plugin): plugins.insert(plugin)
        }
    }

    /// Every device that this one may be, one that no token names first; just this one where nothing is open, or too
    /// much.
    ///
    /// The version of a driver stays open: there are too many ways in which globs can overlap.
    func of(_ device: DeviceTraits) -> [DeviceTraits] {
        let traits: [(DeviceTraits.Trait, Set<RawText>, set: (inout DeviceTraits, DeviceTraits.Trait) -> Void)] = [
            (device.type, types, { $0.type = $1 }), (device.driver, drivers, { $0.driver = $1 }),
            (device.permanentAddress, addresses, { $0.permanentAddress = $1 }),
            (device.s390Subchannels, subchannels, { $0.s390Subchannels = $1 }),
            (device.dhcpPlugin, plugins, { $0.dhcpPlugin = $1 }),
        ]
        var devices = [device]
        for (trait, named, set) in traits {
            guard let choices = Self.choices(trait, named) else { continue }
            guard devices.count * choices.count <= Self.limit else { return [device] }
            devices = devices.flatMap { device in
                choices.map { choice in
                    var device = device
                    set(&device, choice)
                    return device
                }
            }
        }
        return devices
    }

    /// What a trait may be; nil where it is known, or no token asks for it.
    private static func choices(_ trait: DeviceTraits.Trait, _ named: Set<RawText>) -> [DeviceTraits.Trait]? {
        switch trait {
        case .known, .absent: nil
        case .undetermined:
            named.isEmpty || named.count >= limit ? nil : [.known(other)] + named.sorted().map { .known($0) }
        case .oneOf(let values, _): named.isDisjoint(with: values) ? nil : values.map { .known($0) }
        }
    }
}
