import Base

/// One thing that firewalld asks about a packet.
struct FirewalldClause: Hashable {
    /// Who says it.
    enum Origin: Hashable {
        case zone(String)
        case policy(String)

        var option: String {
            switch self {
            case .zone(let name): "--zone=\(name)"
            case .policy(let name): "--policy=\(name)"
            }
        }

        /// The kind and the name, as `firewall-cmd --info-` takes them.
        var kind: String {
            switch self {
            case .zone(let name): "zone=\(name)"
            case .policy(let name): "policy=\(name)"
            }
        }

        var description: String {
            switch self {
            case .zone(let name): name
            case .policy(let name): "the policy \(name)"
            }
        }
    }

    /// Which setting says it.
    enum Cause: Hashable {
        case ports
        case richRule(String)
        case target
        case forwarding(String)
        case richForwarding(String)
        /// The packet comes in by the zone, wherever it is from, if its sender is one of these.
        case source(String)
    }

    /// Who says it.
    let origin: Origin
    /// Whether the packet gets through where it applies.
    let isAcceptance: Bool
    /// Whether it is about the packet.
    let applies: Answer
    /// Which setting it is.
    let cause: Cause

    init(_ origin: Origin, isAcceptance: Bool, applies: Answer, cause: Cause) {
        self.origin = origin
        self.isAcceptance = isAcceptance
        self.applies = applies
        self.cause = cause
    }

    /// What it says, for people.
    var description: String {
        switch cause {
        case .ports: "the ports of \(origin.description)"
        case .richRule(let text), .richForwarding(let text): text
        case .target: "the target of \(origin.description)"
        case .forwarding(let option): "the forward-port \(option) of \(origin.description)"
        case .source(let addresses):
            "the sender's address: \(addresses) belongs to the zone \(origin.description)"
        }
    }

    /// Whether it is a setting of its own and not the lack of one.
    var isRule: Bool {
        switch (cause, origin) {
        case (.target, .zone), (.ports, _): false
        default: true
        }
    }

    /// Where it keeps a packet out, for people.
    var place: String {
        switch (cause, origin) {
        case (.target, .zone(let zone)): "in \(zone)"
        case (.richRule(let text), _), (.richForwarding(let text), _): "in \(origin.description) by \(text)"
        default: "by \(description)"
        }
    }

    /// The options of firewall-cmd that let a packet through before this is asked. Ports come before the target, and
    /// behind rules that refuse: only a rule of the lowest priority comes before those.
    func options(for packet: FirewalldPacket) -> String {
        switch cause {
        case .forwarding(let option): return "\(origin.option) --remove-forward-port=\(option)"
        case .richForwarding(let text):
            return "\(origin.option) --remove-rich-rule=\(text.shellWord)"
        case .richRule:
            let element =
                packet.transport == "ip"
                ? "protocol value=\"\(packet.number)\""
                : "port port=\"\(packet.number)\" protocol=\"\(packet.transport)\""
            return "\(origin.option) --add-rich-rule='rule priority=\"-32768\" \(element) accept'"
        case .ports, .target, .source:
            let option =
                packet.transport == "ip"
                ? "--add-protocol=\(packet.number)" : "--add-port=\(packet.number)/\(packet.transport)"
            return "\(origin.option) \(option)"
        }
    }
}

/// What firewalld does with a packet.
enum FirewalldAnswer: Hashable {
    case open
    /// This refuses it.
    case closed(by: FirewalldClause)
    /// This decides, and it asks for more than the port.
    case depends(on: FirewalldClause)

    /// The first clause that applies decides.
    /// - Parameter isOpen: whether a packet that no clause is about gets through.
    init(_ clauses: [FirewalldClause], otherwise isOpen: Bool) {
        var doubtful: [FirewalldClause] = []
        for clause in clauses where clause.applies != .no {
            guard clause.applies == .yes else {
                doubtful.append(clause)
                continue
            }
            let doubt = doubtful.first { $0.isAcceptance != clause.isAcceptance }
            self = doubt.map { .depends(on: $0) } ?? (clause.isAcceptance ? .open : .closed(by: clause))
            return
        }
        let doubt = doubtful.first { $0.isAcceptance != isOpen }
        self = doubt.map { .depends(on: $0) } ?? .open
    }
}
