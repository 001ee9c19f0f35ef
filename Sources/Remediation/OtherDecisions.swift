import Fence
import KeyFile
import NetworkManager
import NetworkManagerConfiguration

/// What NetworkManager decides about the interfaces that a fix is not about, so that a change of it is noticed.
///
/// Asked about are the interfaces that are there, and for each name that any list speaks of an interface of every
/// common kind.
struct OtherDecisions {
    private let policy: ManagedPolicy
    private let devices: [(DeviceTraits, DeviceFacts)]

    /// Common kinds: what `type:` and `driver:` compare.
    private static let kinds: [(type: RawText, driver: RawText)] = [
        ("ethernet", "virtio_net"), ("ethernet", "veth"), ("wifi", "iwlwifi"), ("bridge", "bridge"),
        ("bond", "bonding"),
        ("vlan", "802.1Q VLAN Support"), ("tun", "tun"), ("dummy", "dummy"), ("vxlan", "vxlan"),
        ("wireguard", "wireguard"),
        ("iptunnel", "ipip"), ("loopback", "unknown"),
    ]
    /// Names that stand for those that no list speaks of.
    private static let names: [RawText] = ["eth0", "ens3", "wlan0", "br0", "docker0", "veth0a1b2c3", "lo", "tun0"]

    init(_ context: FenceContext, _ policy: ManagedPolicy, except fence: InterfaceFence) {
        self.policy = policy
        let present = (context.live.snapshot?.devices ?? []).map { ($0.traits, $0.facts) }
        let tokens = policy.stack.settings.flatMap(\.tokens).map { MatchToken($0) }
        let names = Set(tokens.flatMap(Self.names(of:)) + Self.names)
        let imagined = names.sorted().flatMap { name in
            Self.kinds.map { kind in
                (
                    DeviceTraits(
                        name: name, type: .known(kind.type), driver: .known(kind.driver), driverVersion: .absent,
                        dhcpPlugin: .known("internal")), DeviceFacts()
                )
            }
        }
        devices = (present + imagined).filter { !fence.contains($0.0.name.description) }
    }

    /// The first interface about which another policy decides otherwise, in words; nil where there is none.
    func firstDifference(under other: ManagedPolicy) -> String? {
        for (traits, facts) in devices {
            let (old, new) = (policy.prediction(for: traits, facts: facts), other.prediction(for: traits, facts: facts))
            guard
                old.afterReload.managed != new.afterReload.managed || old.afterReboot.managed != new.afterReboot.managed
            else { continue }
            let place = old.afterReboot.decidedBy.map { " (decided by \($0.origin))" } ?? ""
            return "it would change what NetworkManager does with \(traits.name)\(place)"
        }
        return nil
    }

    /// A name that a token fits: its literal, or its glob with the wild characters filled in.
    private static func names(of token: MatchToken) -> [RawText] {
        switch token.condition {
        case .bare(let name), .name(let name, isGlob: false): return [name]
        case .name(let pattern, isGlob: true):
            return [
                RawText(pattern.bytes.filter { $0 != UInt8(ascii: "*") }.map { $0 == UInt8(ascii: "?") ? 0x30 : $0 }),
                RawText(pattern.bytes.map { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "*") ? 0x30 : $0 }),
            ]
        default: return []
        }
    }
}
