import Fence
import KeyFile
import NetworkManager
import NetworkManagerConfiguration

/// What NetworkManager decides about the interfaces that a fix is not about, so that a change of it is noticed.
///
/// Those that are there are asked about with everything that is known of them, and all others are searched.
struct OtherDecisions {
    private let policy: ManagedPolicy
    private let present: [(DeviceTraits, DeviceFacts)]
    private let fence: InterfaceFence
    private let budget: SearchBudget

    init(
        _ context: FenceContext, _ policy: ManagedPolicy, except fence: InterfaceFence, within budget: SearchBudget
    ) {
        self.budget = budget
        self.policy = policy
        self.fence = fence
        present = (context.live.snapshot?.devices ?? []).filter { !fence.contains($0.name) }
            .map { ($0.traits, $0.facts) }
    }

    /// What a change would do to an interface that it is not about.
    struct Difference {
        /// As the end of a sentence: "would change …".
        let words: String
        /// The line that decides about it now; nil where none does.
        var place: Origin?
    }

    /// The first interface about which another policy decides otherwise; nil where it is proved that there is none.
    func firstDifference(under other: ManagedPolicy) -> Difference? {
        for (traits, facts) in present where differs(traits, facts, under: other) {
            let line = policy.prediction(for: traits, facts: facts).afterReboot.decidedBy
            return Difference(
                words: "would also change \(traits.name)", place: line?.origin)
        }
        switch other.comparison(with: policy, outside: fence.texts, within: budget) {
        case .same: return nil
        case .difference(let device, let before, _):
            return Difference(
                words: "would also change \(words(for: device))",
                place: before.decidedBy?.origin)
        case .open(let why):
            return Difference(words: "may also change other interfaces (\(why))")
        }
    }

    private func differs(_ traits: DeviceTraits, _ facts: DeviceFacts, under other: ManagedPolicy) -> Bool {
        let (old, new) = (policy.prediction(for: traits, facts: facts), other.prediction(for: traits, facts: facts))
        return old.afterReload.managed != new.afterReload.managed || old.afterReboot.managed != new.afterReboot.managed
    }

    /// An interface that need not be there: by what the tokens ask of it, and by its name where they ask for that.
    private func words(for device: DeviceTraits) -> String {
        let tokens = policy.stack.settings.flatMap(\.tokens).map { MatchToken($0) }
        let isNamed = tokens.contains { token in
            switch token.condition {
            case .name(let name, isGlob: false), .bare(let name): name == device.name
            case .name(let glob, isGlob: true): Glob(glob).matches(device.name)
            default: false
            }
        }
        let properties: [(String, DeviceTraits.Trait)] = [
            ("type", device.type), ("driver", device.driver), ("mac", device.permanentAddress),
            ("s390-subchannels", device.s390Subchannels), ("dhcp-plugin", device.dhcpPlugin),
        ]
        let asked = properties.compactMap { tag, trait -> String? in
            guard case .known(let value) = trait, value.bytes.allSatisfy({ $0 > 32 }) else { return nil }
            return "\(tag):\(value)"
        }
        if asked.isEmpty { return isNamed ? "\(device.name)" : "every other interface" }
        // What looks like a glob and is a name to NetworkManager is no example that anybody would recognise.
        let isExample = isNamed && !device.name.bytes.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
        return "interfaces of \(asked.joined(separator: " and "))" + (isExample ? " such as \(device.name)" : "")
    }
}
