import Node

extension FilterJudge {
    /// - Returns: the rule's verdict, whether it is reached, and why that is not certain.
    func take(
        _ rule: FilterRule, in chain: FilterChain, _ state: inout FilterState
    ) -> (verdict: FilterVerdict?, certainty: Trilean, doubt: String?) {
        var certainty = Trilean.yes
        var doubt: String?
        // kube-proxy's rules are about the addresses of services, which no node has.
        func isAboutServices(_ reason: String) -> Bool {
            chain.isOfServices && packet.direction == .outgoing && reason.hasPrefix(FilterPacket.receiver)
        }
        func hold(_ answer: Trilean, _ reason: @autoclosure () -> String) {
            let answer = answer == .maybe && isAboutServices(reason()) ? .no : answer
            if answer == .maybe, doubt == nil { doubt = reason() }
            certainty = certainty && answer
        }
        // What a comparison of a register that was loaded so is about, for people.
        var subjects: [Int: String] = [:]
        for step in rule.steps {
            switch step {
            case .payload(let header, let offset, let length, let to):
                state.put(packet.bytes(header, offset: offset, length: length), at: to)
                subjects[to] = subject(header, offset)
            case .meta(let key, let to):
                state.put(packet.meta(key, mark: state.mark), at: to)
                subjects[to] = Self.metaSubjects[key] ?? "a property of the packet"
            case .setMeta(let key, let from):
                if key == 3 { state.setMark(state.get(from, 4), certainty) }
            case .connection(let key, let to):
                state.put(packet.connection(key, state.connectionSeen), at: to)
                subjects[to] = "the state of the connection"
            case .route(let result, let flags, let to):
                state.put(packet.route(result: result, flags: flags), at: to)
                subjects[to] = "the routes"
            case .load(let bytes, let to): state.put(FilterPacket.known(bytes), at: to)
            case .bitwise(let from, let to, let mask, let flip):
                let bytes = state.get(from, mask.count).enumerated().map { $1.masked(mask[$0], flipped: flip[$0]) }
                state.put(bytes, at: to)
                subjects[to] = subjects[from]
            case .compare(let from, let comparison, let data):
                hold(Self.compare(state.get(from, data.count), comparison, data), subjects[from] ?? "a value")
            case .range(let from, let first, let last, let isInverted):
                let answer = state.get(from, first.count).isWithin(first, last)
                hold(isInverted ? !answer : answer, subjects[from] ?? "a value")
            case .lookup(let name, let from, let isInverted, let givesVerdict):
                let set = rules.sets[FilterSet.Key(chain.table, name)] ?? FilterSet([], isWhole: false)
                let reason = "\(subjects[from] ?? "a value") in the set \(name)"
                guard givesVerdict else {
                    let answer = set.contains { state.get(from, $0) }
                    hold(isInverted ? !answer : answer, reason)
                    break
                }
                switch set.verdict(for: { state.get(from, $0) }) {
                case .certain(let verdict?): return (verdict, certainty, doubt)
                case .certain(nil): return (nil, .no, nil)
                case .uncertain where isAboutServices(reason): return (nil, .no, nil)
                case .uncertain: return (.other(reason), certainty, reason)
                }
            case .match("set", let revision, let told):
                let question = SetQuestion(revision: revision, told)
                let set = question.flatMap { rules.addressSets[$0.number] }
                let answer = question.flatMap { question in set.map { question.answer(packet, in: $0) } } ?? .maybe
                hold(answer, question.flatMap { question in set.map(question.subject) } ?? "the match set")
            case .match(let name, let revision, let told):
                hold(packet.matches(name, revision, told, state), "the match \(name)")
            case .target(let name, let revision, let told):
                switch packet.effect(of: name, revision, told) {
                case .none: break
                case .marks: state.mark = [ByteSet](repeating: .any, count: 4)
                case .untracks: state.untrack(certainty)
                case .decides(let verdict):
                    if ["DNAT", "REDIRECT", "SNAT", "MASQUERADE"].contains(name) { state.isTranslated = .yes }
                    return (verdict, certainty, doubt)
                }
            case .translate(let translation) where ![1, packet.isIPv6 ? 10 : 2].contains(translation.family): break
            // A new sender decides nothing but that the chain is done with.
            case .translate(let translation) where translation.end == .sender:
                state.isTranslated = .yes
                return (.accept, certainty, doubt)
            case .translate(let translation):
                state.isTranslated = .yes
                let verdict = packet.diversion(
                    address: translation.address.map { state.get($0, packet.isIPv6 ? 16 : 4) },
                    port: translation.port.map { state.get($0, 2) }, isLocal: translation.end == .thisNode)
                return (verdict ?? .accept, certainty, doubt)
            case .rareHeader(let to?): state.put([ByteSet(0)], at: to)
            case .rareHeader(nil): hold(.no, "")
            case .untrack: state.untrack(certainty)
            case .verdict(let verdict): return (verdict, certainty, doubt)
            case .neutral: break
            case .unknown(let name):
                state.forget()
                subjects = [:]
                hold(.maybe, "the expression \(name)")
            }
            if certainty == .no { return (nil, .no, nil) }
        }
        return (nil, certainty, doubt)
    }

    private static func compare(
        _ bytes: [ByteSet], _ comparison: FilterStep.Comparison, _ data: [UInt8]
    ) -> Trilean {
        switch comparison {
        case .equal: bytes.equals(data)
        case .notEqual: !bytes.equals(data)
        case .less: bytes.isLess(than: data)
        case .greaterOrEqual: !bytes.isLess(than: data)
        case .lessOrEqual: bytes.isWithin([UInt8](repeating: 0, count: data.count), data)
        case .greater: !bytes.isWithin([UInt8](repeating: 0, count: data.count), data)
        }
    }

    private static let metaSubjects: [UInt32: String] = [
        3: "the mark", 4: "the interface", 5: "the interface", 6: "the interface", 7: "the interface",
        8: "the kind of interface", 21: "the interface's group", 22: "the interface's group",
    ]

    private func subject(_ header: FilterStep.Header, _ offset: Int) -> String {
        let (sender, receiver) = packet.isIPv6 ? (8..<24, 24..<40) : (12..<16, 16..<20)
        return switch (header, offset) {
        case (.network, sender): FilterPacket.sender
        case (.network, receiver): FilterPacket.receiver
        case (.transport, 0..<2): "the sender's port"
        case (.link, _): "the link-layer address"
        default: "the packet's content"
        }
    }
}

extension FilterChain {
    /// Whether it is one of kube-proxy's chains, in tables of iptables or in its own.
    fileprivate var isOfServices: Bool { name.hasPrefix("KUBE-") || table.name == "kube-proxy" }
}
