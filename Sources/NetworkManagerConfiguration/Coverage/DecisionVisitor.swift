import Base
import KeyFile

/// Asks two policies about one interface of each sort, name by name.
struct DecisionVisitor {
    private let old: ManagedPolicy
    private let new: ManagedPolicy
    private let devices: [DeviceTraits]
    private let names: [(positive: TokenIndex, except: TokenIndex)]
    /// Which names were looked at, by the lists that tell them apart.
    private var seen: Set<[Bool]> = []

    init(_ old: ManagedPolicy, _ new: ManagedPolicy, _ devices: [DeviceTraits], lists: [EffectiveList]) {
        self.old = old
        self.new = new
        self.devices = devices
        names = lists.map { (TokenIndex($0.positive), TokenIndex($0.except)) }
    }

    /// The first difference about an interface of this name; nil where there is none, or where its likes were looked at
    /// already.
    mutating func difference(about name: RawText) -> DecisionComparison? {
        let sort = names.flatMap { [$0.positive.hasName(name), $0.except.hasName(name)] } + [name == "lo"]
        guard seen.insert(sort).inserted else { return nil }
        for var device in devices {
            device.name = name
            for facts in Self.facts {
                let before = old.prediction(for: device, facts: facts).afterReboot
                let after = new.prediction(for: device, facts: facts).afterReboot
                if before.managed != after.managed { return .difference(device, before: before, after: after) }
            }
        }
        return nil
    }

    /// An interface that is managed unless a setting excludes it, and one that is not unless something says so.
    private static let facts: [DeviceFacts] = {
        var idle = DeviceFacts()
        idle.isExternalAndIdle = .yes
        return [DeviceFacts(), idle]
    }()
}
