public import Base
import KeyFile
public import NetworkManager
public import NetworkManagerConfiguration

/// Whether NetworkManager manages an interface, present or not, and why: prediction and daemon side by side.
public struct InterfaceExplanation {
    /// The name as it was asked for.
    public let name: String
    /// Whether there is such an interface now; nil for a described one.
    public let isPresent: Bool?
    /// What the files say, for now and later.
    public let prediction: ManagedPrediction
    /// The lines that decide, quoted.
    public let evidence: [Evidence]
    /// Lines that look as if they were meant for the interface, and have no effect on it: what is wrong with each.
    public let meant: [Problem]
    /// What the running daemon says of the device; nil where it knows none of this name, or was not asked.
    public let live: Device?
    /// Why the daemon says nothing; nil where it was asked.
    public let silence: String?
    /// Whether there is a NetworkManager at all.
    public let presence: NetworkManagerPresence
    /// The present interface behind NetworkManager's flag, where it is one of Calico's.
    public let link: CalicoLink?
    /// Where daemon and files disagree, why that can be.
    public let disagreement: String?

    /// Looks an interface up.
    /// - Parameter known: the patterns that tell what an interface will be that is not there.
    public init(_ name: String, known: [InterfacePattern], in context: FenceContext) {
        let device = context.settled.snapshot?.devices.first { $0.isReal && $0.name == name }
        let record = InterfaceRecord(name, in: context.root)
        let text = RawText(name)
        let traits =
            device?.traits ?? DeviceTraits(name: text, kind: InterfacePattern.kind(of: text, among: known))
        let isPresent = record.isPresent || device != nil
        var facts = record.facts(live: device)
        if device != nil { facts.isReadAsItIs = context.reloadState.isCertainlyCurrent }
        if !isPresent { facts.udev = context.udev.facts(of: traits) }
        self.init(name, isPresent: isPresent, traits, facts, device, context)
    }

    /// Judges an interface that is only described.
    public init(described traits: DeviceTraits, in context: FenceContext) {
        var facts = DeviceFacts()
        facts.udev = context.udev.facts(of: traits)
        self.init(traits.name.description, isPresent: nil, traits, facts, nil, context)
    }

    private init(
        _ name: String, isPresent: Bool?, _ traits: DeviceTraits, _ facts: DeviceFacts, _ device: Device?,
        _ context: FenceContext
    ) {
        self.name = name
        self.isPresent = isPresent
        let prediction = context.policy.prediction(for: traits, facts: facts)
        self.prediction = prediction
        evidence = context.evidence(for: prediction.now.decidedBy)
        // A list that was to fence it is missed where udev leaves it alone, too.
        let isManaged = prediction.now.cause == .udev ? .yes : prediction.now.managed
        meant = context.policy.problems(meantFor: traits, isManaged: isManaged)
        live = device
        silence = context.live.silence
        presence = context.presence
        link =
            isPresent == true ? context.links.survey?.links.first { $0.name == name } : nil
        disagreement = device.flatMap { Self.disagreement($0, prediction, context) }
    }

    /// Why the daemon may do other than the files say.
    private static func disagreement(
        _ device: Device, _ prediction: ManagedPrediction, _ context: FenceContext
    ) -> String? {
        guard let predicted = prediction.now.managed.value, predicted != device.isManaged else { return nil }
        if let newer = context.reloadState.newer {
            return "\(newer) changed after the last known reload and may not be in effect yet"
        }
        if context.live.snapshot?.status.isAsleep == true { return "networking is disabled in NetworkManager" }
        if device.isManaged {
            return
                "NetworkManager started with other files, or the device was set managed at runtime (nmcli device "
                + "set … managed yes)"
        }
        switch device.stateReason {
        case .unmanagedUserExplicit, .removed:
            return "set unmanaged at runtime (nmcli device set … managed no, or nmfence)"
        case .unmanagedUserUdev: return "set unmanaged by a udev rule (NM_UNMANAGED or ID_NET_MANAGED_BY)"
        case .unmanagedExternalDown: return "unused so far; NetworkManager takes it once it is up and has an address"
        case .unmanagedByDefault: return "unmanaged by default for this device type"
        case .unmanagedLinkNotInitialized: return "not initialised by udev yet"
        default:
            return
                "NetworkManager before 1.48 does not report the reason (udev rule, runtime setting or unused); it says "
                + "\"\(device.stateReason)\""
        }
    }
}

extension LiveDaemon {
    /// Why nothing was said; nil where something was.
    public var silence: String? {
        switch self {
        case .notAsked(let why), .hidden(let why), .foreign(let why): why
        case .absent(let error), .unreachable(let error): error.outcome
        case .running: nil
        }
    }
}
