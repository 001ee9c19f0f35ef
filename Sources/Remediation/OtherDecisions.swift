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
    private let present: [(DeviceTraits, DeviceFacts)]
    /// Those that are imagined.
    private let names: [RawText]
    /// Whether any list asks for more than a name.
    private let asksForKinds: Bool

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
        present = (context.live.snapshot?.devices ?? []).filter { !fence.contains($0.name) }
            .map { ($0.traits, $0.facts) }
        let tokens = policy.stack.settings.flatMap(\.tokens).map { MatchToken($0) }
        names = Set(tokens.flatMap(Self.names(of:))).union(Self.names).filter { !fence.contains($0.description) }
            .sorted()
        asksForKinds = tokens.contains { token in
            switch token.condition {
            case .type, .driver: true
            default: false
            }
        }
    }

    /// The imagined devices of one name. Where no list asks for a type or a driver, the names that stand for all others
    /// have every kind, and of those that lists speak of one is as good as all.
    private func imagined(_ name: RawText) -> [(DeviceTraits, DeviceFacts)] {
        let kinds = asksForKinds || Self.names.contains(name) ? Self.kinds[...] : Self.kinds.prefix(1)
        return kinds.map { kind in
            let traits = DeviceTraits(
                name: name, type: .known(kind.type), driver: .known(kind.driver), driverVersion: .absent,
                dhcpPlugin: .known("internal"))
            return (traits, DeviceFacts())
        }
    }

    /// The first interface about which another policy decides otherwise, in words; nil where there is none.
    func firstDifference(under other: ManagedPolicy) -> String? {
        for (traits, facts) in present {
            if let difference = difference(about: traits, facts, under: other) { return difference }
        }
        // One name after the other: there may be a hundred thousand.
        for name in names {
            for (traits, facts) in imagined(name) {
                if let difference = difference(about: traits, facts, under: other) { return difference }
            }
        }
        return nil
    }

    private func difference(
        about traits: DeviceTraits, _ facts: DeviceFacts, under other: ManagedPolicy
    ) -> String? {
        let (old, new) = (policy.prediction(for: traits, facts: facts), other.prediction(for: traits, facts: facts))
        guard old.afterReload.managed != new.afterReload.managed || old.afterReboot.managed != new.afterReboot.managed
        else { return nil }
        let place = old.afterReboot.decidedBy.map { " (decided by \($0.origin))" } ?? ""
        return "it would change what NetworkManager does with \(traits.name)\(place)"
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
