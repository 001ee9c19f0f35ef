import KeyFile
import NetworkManagerConfiguration

/// Random interfaces near what tokens speak of, to look for a decision that a search has missed.
struct DeviceSampler {
    var random: Randomness
    private let names: [RawText]

    private static let kinds: [(type: RawText, driver: RawText, version: RawText)] = [
        ("ethernet", "veth", "1.0"), ("ethernet", "ixgbe", "5.1.0-k"), ("ethernet", "virtio_net", "1.0.0"),
        ("wifi", "iwlwifi", "5.10"), ("bridge", "bridge", "2.3"), ("vxlan", "vxlan", "0.1"), ("tun", "tun", "1.6"),
        ("iptunnel", "ipip", ""), ("iptunnel", "sit", ""), ("dummy", "dummy", "1.0"), ("ifb", "ifb", ""),
        ("gsm", "option1", ""), ("ethernet", "ix", "5.9"), ("wireguard", "wireguard", "1.0.0"),
    ]

    init(_ random: Randomness, policies: [ManagedPolicy]) {
        self.random = random
        var names: Set<RawText> = ["eth0", "eth1", "cal0", "c0", "br0", "wlan0", "xcali0", "**", "lo", "tun0", "é1"]
        for token in policies.flatMap({ $0.stack.settings.flatMap(\.tokens) }).map({ MatchToken($0) }) {
            switch token.condition {
            case .name(let name, isGlob: false), .bare(let name): names.insert(name)
            case .name(let glob, isGlob: true):
                for filler in ["", "0", "a", "zz", "1i"] as [RawText] {
                    names.insert(
                        RawText(
                            glob.bytes.flatMap { byte in
                                byte == UInt8(ascii: "*") ? filler.bytes : byte == UInt8(ascii: "?") ? [0x69] : [byte]
                            }))
                }
            default: break
            }
        }
        self.names = names.filter { InterfaceName.isValid($0) }.sorted()
    }

    /// An interface with a name that fits a glob, or any name for nil.
    mutating func device(fitting glob: RawText? = nil, _ kind: InterfaceKind? = nil) -> DeviceTraits {
        var name = random.chance(70) ? random.pick(names) : randomName(10)
        if let glob {
            let room = InterfaceName.maximumLength - (glob.count - 1)
            name = RawText(
                glob.bytes.flatMap { byte in byte == UInt8(ascii: "*") ? randomName(room).bytes : [byte] })
        }
        if let kind { return DeviceTraits(name: name, kind: kind) }
        let sort = random.pick(Self.kinds)
        return DeviceTraits(
            name: name, type: .known(sort.type), driver: .known(sort.driver), driverVersion: .known(sort.version),
            permanentAddress: sort.type == "ethernet" && sort.driver != "veth"
                ? .known(
                    random.pick(["02:00:00:00:00:01", "02:00:00:00:00:02", "02:00:00:00:00:03", "02:11:22:33:44:55"]))
                : .absent,
            s390Subchannels: random.chance(20) ? "0.0.1000" : .absent,
            dhcpPlugin: .known(random.pick(["internal", "dhclient", "dhcpcd"])))
    }

    private mutating func randomName(_ most: Int) -> RawText {
        let count = Int.random(in: 1...max(1, min(most, 10)), using: &random)
        return RawText((0..<count).map { _ in random.pick(["a", "c", "i", "l", "z", "0", "1", "e", ","]) }.joined())
    }
}
