import KeyFile

/// The devices that a set of lists can tell apart by anything but their names, one of each sort.
///
/// Two values of a property are of one sort where the tokens of each list that hold for them are of the same sign: of a
/// hundred thousand addresses in one list, one stands for all.
struct DeviceChoices {
    /// A value that no token names: it holds a character that no type, driver or address has.
    static let other: RawText = "\u{1}"
    /// More are not looked at.
    private static let limit = 4096

    /// One of each sort, without a name; nil where there are too many.
    let devices: [DeviceTraits]?

    /// A list and a sign, as one number.
    private typealias Place = Int
    private typealias Choice = (value: RawText, profile: Set<Place>)

    init(_ lists: [EffectiveList], _ behaviour: Behaviour) {
        var properties = Properties()
        for (number, list) in lists.enumerated() {
            for condition in list.except { properties.add(condition, 2 * number) }
            for condition in list.positive { properties.add(condition, 2 * number + 1) }
        }
        properties.addSoftwareKinds(behaviour)
        let types = Self.choices(properties.types) { type in
            // A veth is of no other type, so that none may stand for this one.
            behaviour.softwareKind(ofType: type) ?? (type == "ethernet" ? type : nil)
        }
        let drivers = properties.drivers(behaviour)
        var sorts: Set<[Sort]> = []
        var kinds: [DeviceTraits] = []
        for type in types {
            for driver in drivers where behaviour.mayHave(type: type.value, driver: driver.value) {
                let kind = behaviour.softwareKind(ofDriver: driver.value)
                let sort = [Sort(profile: type.profile, kind: kind), Sort(profile: driver.profile, kind: kind)]
                guard sorts.insert(sort).inserted else { continue }
                kinds.append(
                    DeviceTraits(
                        name: "", type: .known(type.value), driver: .known(driver.value),
                        driverVersion: .known(driver.version)))
            }
        }
        let others = [
            (\DeviceTraits.permanentAddress, properties.addresses), (\.s390Subchannels, properties.subchannels),
            (\.dhcpPlugin, properties.plugins),
        ].map { path, values in (path, Self.choices(values) { _ in nil }) }
        guard others.reduce(kinds.count, { $0 * $1.1.count }) <= Self.limit else {
            devices = nil
            return
        }
        let all = others.reduce(kinds) { devices, property in
            devices.flatMap { device in
                property.1.map { choice in
                    var device = device
                    device[keyPath: property.0] = .known(choice.value)
                    return device
                }
            }
        }
        devices = all.filter { Self.isPossible($0, behaviour) }
    }

    /// NetworkManager invents an address for a software link, and no token holds for an invented one.
    private static func isPossible(_ device: DeviceTraits, _ behaviour: Behaviour) -> Bool {
        guard case .known(let driver) = device.driver, behaviour.softwareKind(ofDriver: driver) != nil else {
            return true
        }
        return device.permanentAddress == .known(other)
    }

    /// What makes two values one of a sort.
    private struct Sort: Hashable {
        let profile: Set<Place>
        /// Kinds of software links have one type and one driver, so that their values cannot stand for others.
        let kind: RawText?
    }

    /// One value of each sort, one that no token names first.
    private static func choices(
        _ values: [RawText: Set<Place>], kind: (RawText) -> RawText?
    ) -> [Choice] {
        var choices: [Choice] = [(other, [])]
        var seen: Set<Sort> = [Sort(profile: [], kind: nil)]
        for (value, profile) in values.sorted(by: { $0.key < $1.key })
        where seen.insert(Sort(profile: profile, kind: kind(value))).inserted {
            choices.append((value, profile))
        }
        return choices
    }

    /// What tokens ask for, with the lists that ask.
    private struct Properties {
        var types: [RawText: Set<Place>] = [:]
        var addresses: [RawText: Set<Place>] = [:]
        var subchannels: [RawText: Set<Place>] = [:]
        var plugins: [RawText: Set<Place>] = [:]
        private var names: [RawText: Set<Place>] = [:]
        private var versions: [(beginning: RawText, version: RawText, place: Place)] = []

        mutating func add(_ condition: MatchToken.Condition, _ place: Place) {
            switch condition {
            case .everything, .name, .never: break
            case .type(let type): types[type, default: []].insert(place)
            case .driver(let driver, version: nil): names[driver, default: []].insert(place)
            case .driver(let driver, let version?): versions.append((driver, version, place))
            case .hardwareAddress(let address): note(address, place)
            case .bare(let text): note(HardwareAddress(text), place)
            case .subchannels(let channels):
                if let channels { subchannels[Subchannels.text(channels), default: []].insert(place) }
            case .dhcpPlugin(let plugin): plugins[plugin, default: []].insert(place)
            }
        }

        /// Whoever has the type of a software link has its driver, too, and the other way round.
        mutating func addSoftwareKinds(_ behaviour: Behaviour) {
            for type in types.keys {
                if let driver = behaviour.softwareKind(ofType: type) { names[driver] = names[driver] ?? [] }
            }
            for driver in Array(names.keys) + versions.map(\.beginning) {
                for type in behaviour.types(ofDriver: driver) { types[type] = types[type] ?? [] }
            }
        }

        private mutating func note(_ address: HardwareAddress?, _ place: Place) {
            guard let address, address.isPossible else { return }
            // InfiniBand addresses are compared by their last eight bytes.
            let beginning = RawText(String(repeating: "00:", count: 12))
            let text = address.bytes.count == 20 ? beginning + address.text.dropFirst(36) : address.text
            addresses[text, default: []].insert(place)
        }

        /// One driver with one version of each sort.
        func drivers(_ behaviour: Behaviour) -> [(value: RawText, version: RawText, profile: Set<Place>)] {
            // Compared as a beginning: what is longer may be any other driver that begins so.
            let beginnings = Set(versions.map(\.beginning))
            let named = Set(names.keys).union(beginnings).union(beginnings.map { $0 + DeviceChoices.other })
            var seen: Set<Sort> = []
            var drivers: [(value: RawText, version: RawText, profile: Set<Place>)] = []
            for driver in [DeviceChoices.other] + named.filter({ !$0.isEmpty }).sorted() {
                let asked = versions.filter { driver.hasPrefix($0.beginning) }
                for version in DriverVersions(asked.map(\.version)).choices {
                    let held = asked.filter { Glob($0.version).matches(version) }.map(\.place)
                    let profile = (names[driver] ?? []).union(held)
                    let sort = Sort(profile: profile, kind: behaviour.softwareKind(ofDriver: driver))
                    if seen.insert(sort).inserted { drivers.append((driver, version, profile)) }
                }
            }
            return drivers
        }
    }
}
