extension FilterRule {
    /// The attributes of a rule of nf_tables.
    init(_ attributes: NetlinkAttributes) {
        let steps = (attributes.nested(4) ?? NetlinkAttributes([])).map { FilterStep(NetlinkAttributes($0.value)) }
        self.init(handle: attributes.big64(3) ?? 0, comment: attributes[7].flatMap(Self.comment), steps)
    }

    /// What `nft` keeps with a rule are triples of a number, a length and bytes; 0 is the comment.
    private static func comment(_ userData: ArraySlice<UInt8>) -> String? {
        var rest = userData
        while let type = rest.first, let length = rest.dropFirst().first, rest.count >= 2 + Int(length) {
            if type == 0 {
                return String(decoding: rest.dropFirst(2).prefix(Int(length)).prefix { $0 != 0 }, as: UTF8.self)
            }
            rest = rest.dropFirst(2 + Int(length))
        }
        return nil
    }
}

extension FilterVerdict {
    /// The attributes of data: a verdict, or nil for a value.
    init?(_ data: NetlinkAttributes) {
        guard let verdict = data.nested(2), let code = verdict.big32(1) else { return nil }
        let chain = verdict.text(2) ?? ""
        self =
            switch Int32(bitPattern: code) {
            case 0: .drop
            case 1: .accept
            case -1: .proceed
            case -2: .proceed
            case -3: .jump(chain)
            case -4: .goto(chain)
            case -5: .giveBack
            default: .other(code & 0xFF == 3 ? "a queue to a program" : "verdict \(Int32(bitPattern: code))")
            }
    }
}

extension FilterStep {
    /// The attributes of an expression of nf_tables: its name and what it was told.
    init(_ expression: NetlinkAttributes) {
        let name = expression.text(1) ?? ""
        let told = expression.nested(2) ?? NetlinkAttributes([])
        self = Self.step(name, told) ?? .unknown(name)
    }

    private static func step(_ name: String, _ told: NetlinkAttributes) -> FilterStep? {
        func register(_ number: UInt16) -> Int? { told.big32(number).flatMap(Self.offset) }
        func value(_ number: UInt16) -> [UInt8]? { told.nested(number)?[1].map { Array($0) } }
        switch name {
        case "payload":
            guard let base = told.big32(2).flatMap(Header.init), let offset = told.big32(3), let length = told.big32(4),
                let to = register(1), length <= 64
            else { return told[5] == nil ? nil : write(told) }
            return .payload(base, offset: Int(offset), length: Int(length), to: to)
        case "meta":
            guard let key = told.big32(2) else { return nil }
            if let from = register(3) { return .setMeta(key, from: from) }
            return register(1).map { .meta(key, to: $0) }
        case "ct":
            if told[4] != nil { return .neutral(name) }
            guard let key = told.big32(2), let to = register(1) else { return nil }
            return .connection(key, to: to)
        case "fib":
            guard let result = told.big32(2), let flags = told.big32(3), let to = register(1) else { return nil }
            return .route(result: result, flags: flags, to: to)
        case "cmp":
            guard let from = register(1), let comparison = told.big32(2).flatMap(Comparison.init), let data = value(3)
            else { return nil }
            return .compare(from, comparison, data)
        case "range":
            guard let from = register(1), let operation = told.big32(2), let low = value(3), let high = value(4)
            else { return nil }
            return .range(from, from: low, to: high, isInverted: operation == 1)
        case "bitwise":
            guard let from = register(1), let to = register(2), let mask = value(4), let flip = value(5),
                mask.count == flip.count, told.big32(6) ?? 0 == 0
            else { return nil }
            return .bitwise(from: from, to: to, mask: mask, flip: flip)
        case "lookup":
            guard let set = told.text(1), let from = register(2) else { return nil }
            // A map whose result goes to register 0 decides; any other loads a value.
            if let to = told.big32(3), to != 0 { return nil }
            return .lookup(
                set, from: from, isInverted: (told.big32(5) ?? 0) & 1 == 1, givesVerdict: told.big32(3) == 0)
        case "immediate":
            guard let to = told.big32(1), let data = told.nested(2) else { return nil }
            if to == 0 { return FilterVerdict(data).map { .verdict($0) } }
            guard let bytes = data[1], let offset = offset(to) else { return nil }
            return .load(Array(bytes), to: offset)
        case "match", "target":
            guard let extensionName = told.text(1), let revision = told.big32(2), let information = told[3]
            else { return nil }
            return name == "match"
                ? .match(extensionName, revision: revision, Array(information))
                : .target(extensionName, revision: revision, Array(information))
        // The type of `nat` is 1 for a new destination.
        case "nat":
            return .translate(
                Translation(
                    told.big32(1) == 1 ? .destination : .sender, address: register(3), port: register(5),
                    family: told.big32(2) ?? 1))
        case "redir": return .translate(Translation(.thisNode, port: register(1)))
        case "masq": return .translate(Translation(.sender))
        case "fwd": return .verdict(.divert(to: "another interface"))
        case "exthdr": return extensionHeader(told, register(1))
        case "notrack": return .untrack
        case "tproxy": return .verdict(.other("a transparent proxy"))
        case "synproxy": return .verdict(.other("a proxy of connections"))
        case "reject": return .verdict(.drop)
        case "queue": return .verdict(.other("a queue to a program"))
        // A counter or a helper by its name counts; a quota or a limit by its name holds or not.
        case "objref":
            if told.big32(1) == 10 { return .verdict(.other("a proxy of connections")) }
            return [1, 3, 6, 7, 8, 9].contains(told.big32(1) ?? 0) ? .neutral(name) : nil
        case "counter", "log", "last", "dup", "secmark": return .neutral(name)
        default: return nil
        }
    }

    /// Bytes of the packet that are replaced: addresses and ports count, nothing else that a rule may write.
    private static func write(_ told: NetlinkAttributes) -> FilterStep? {
        guard let base = told.big32(2).flatMap(Header.init), let offset = told.big32(3).map(Int.init),
            let length = told.big32(4).map(Int.init)
        else { return nil }
        let counts =
            switch base {
            case .network: offset + length > 8 && !(offset == 8 && length <= 4)
            case .transport: offset < 4
            case .link: false
            case .inner: true
            }
        return counts ? .verdict(.other("a change of the packet's address or port")) : .neutral("payload")
    }

    /// Operation 0 asks for extension headers of IPv6, of which the packets that are judged have none; the others are about
    /// options. With a source register it is written to.
    private static func extensionHeader(_ told: NetlinkAttributes, _ to: Int?) -> FilterStep? {
        if told[7] != nil { return .neutral("exthdr") }
        guard told.big32(6) ?? 0 == 0 else { return nil }
        return .rareHeader(presenceTo: (told.big32(5) ?? 0) & 1 == 1 ? to : nil)
    }

    /// Registers 1 to 4 have sixteen bytes each, and 8 to 23 are the same space in fours.
    private static func offset(_ register: UInt32) -> Int? {
        switch register {
        case 1...4: Int(register - 1) * 16
        case 8...23: Int(register - 8) * 4
        default: nil
        }
    }
}
