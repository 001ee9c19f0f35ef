import Base
import KeyFile

/// How a version sees a device: its word for the type, and whether it leaves the kind alone.
extension Behaviour {
    /// The kinds of links whose word for the type has changed, by their driver: what `type:` compares, after the change
    /// and before.
    ///
    /// All others have kept theirs: a kind that got a class of its own, as wireguard or vrf, was called by the kernel's
    /// name for it before, and so is the class.
    private static let typeWords: [RawText: (change: Change, after: RawText, before: RawText)] = [
        "veth": (.vethIsEthernet, "ethernet", "veth"),
        "gretap": (.gretapIsIPTunnel, "iptunnel", "gretap"),
        "ip6tnl": (.ip6greIsIPTunnel, "iptunnel", "ip6tnl"),
        "ip6gre": (.ip6greIsIPTunnel, "iptunnel", "ip6gre"),
        "ip6gretap": (.ip6greIsIPTunnel, "iptunnel", "ip6gretap"),
        "vti": (.vtiIsIPTunnel, "iptunnel", "vti"),
        "vti6": (.vti6IsIPTunnel, "iptunnel", "vti6"),
    ]

    /// Kinds that belonged to the generic class, whose devices are left alone by default.
    private static let classes: [RawText: Change] = [
        "wireguard": .wireguardClass, "vrf": .vrfClass, "hsr": .hsrClass, "ipvlan": .ipvlanClass,
        "geneve": .geneveClass, "gretap": .gretapIsIPTunnel, "ip6tnl": .ip6greIsIPTunnel, "ip6gre": .ip6greIsIPTunnel,
        "ip6gretap": .ip6greIsIPTunnel, "vti": .vtiIsIPTunnel, "vti6": .vti6IsIPTunnel,
    ]

    /// The device with the word for its type that this version has. Takes today's word and the old one alike.
    func seen(_ device: DeviceTraits) -> DeviceTraits {
        guard case .known(let type) = device.type else { return device }
        let driver: RawText
        if case .known(let known) = device.driver, !known.isEmpty { driver = known } else { driver = type }
        guard let words = Self.typeWords[driver], type == words.after || type == words.before else { return device }
        var device = device
        device.type = choose(
            words.change, with: .known(words.after), without: .known(words.before),
            unknown: .oneOf(
                [words.after, words.before],
                Uncertainty(
                    "the type of a \(driver) is \(words.after) from NetworkManager \(words.change.release) on and "
                        + "\(words.before) before, but the version is unknown")))
        return device
    }

    /// Whether this version never manages an interface, whatever its settings say.
    func neverManages(_ name: RawText) -> Answer { name == "lo" ? !has(.managesLoopback) : .no }

    /// Whether the kind of a device is left alone by default: what a caller knows of it, and what the version had no
    /// class for.
    func isUnmanagedByDefault(_ device: DeviceTraits, _ known: Answer) -> Answer {
        guard known == .no, case .known(let driver) = device.driver, let change = Self.classes[driver] else {
            return known
        }
        return !has(change)
    }

    /// Software links whose type and driver go together, by their driver: what NetworkManager takes for the driver of
    /// such a link is the kernel's name for its kind. A veth has its word for the type from ``typeWords``.
    private static let softwareTypes: [RawText: RawText] = [
        "veth": "veth", "vxlan": "vxlan", "bridge": "bridge", "tun": "tun", "ifb": "ifb", "dummy": "dummy",
        "wireguard": "wireguard",
    ]

    /// Whether a device of this version can have this word for its type. Only the words that went out of use are known
    /// to be none, and what no class and no kind of link can be called.
    func mayHaveType(_ type: RawText) -> Bool {
        func isOfWord(_ byte: UInt8) -> Bool { "abcdefghijklmnopqrstuvwxyz0123456789-_.".utf8.contains(byte) }
        guard !type.isEmpty, type.bytes.allSatisfy(isOfWord) else { return false }
        return !Self.typeWords.values.contains { $0.before == type && has($0.change) == .yes }
    }

    /// Which of the kinds that have one type and one driver a type belongs to; nil for all others.
    func softwareKind(ofType type: RawText) -> RawText? { Self.softwareTypes[type] == type ? type : nil }

    /// The same by the driver.
    func softwareKind(ofDriver driver: RawText) -> RawText? { Self.softwareTypes[driver] }

    /// The types that a driver's devices have, where it is of one of the kinds that have one type.
    func types(ofDriver driver: RawText) -> [RawText] {
        softwareKind(ofDriver: driver).map { $0 == "veth" ? ["ethernet", "veth"].filter(mayHaveType) : [$0] } ?? []
    }

    /// Whether there can be a device of this type with this driver.
    func mayHave(type: RawText, driver: RawText) -> Bool {
        let (ofType, ofDriver) = (softwareKind(ofType: type), softwareKind(ofDriver: driver))
        if ofDriver == "veth" { return types(ofDriver: driver).contains(type) }
        return ofType == ofDriver
    }
}
