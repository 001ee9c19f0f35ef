import Base
import KeyFile

/// The tokens of one sign (exceptions or not), sorted by what they ask.
struct TokenIndex {
    private(set) var isEmpty = true
    private var everything: Int?
    private var names: [RawText: Int] = [:]
    /// Globs that end in their only `*`: what stands before it.
    private var prefixes: [RawText: Int] = [:]
    private var longestPrefix = 0
    /// Other globs, by the literal text before the first wildcard, or, where there is none, behind the last.
    private var globsByPrefix: [RawText: [(glob: Glob, position: Int)]] = [:]
    private var globsBySuffix: [RawText: [(glob: Glob, position: Int)]] = [:]
    private var longestSuffix = 0
    private var addresses: [[UInt8]: Int] = [:]
    private var types: [RawText: Int] = [:]
    private var drivers: [RawText: Int] = [:]
    /// By the beginning of the driver, each glob once.
    private var driverVersions: [RawText: [(version: Glob, position: Int)]] = [:]
    private var seenDriverVersions: Set<[RawText]> = []
    private var subchannels: [[UInt32]: Int] = [:]
    private var plugins: [RawText: Int] = [:]

    init(_ tokens: [MatchToken], where include: (MatchToken) -> Bool) {
        for (position, token) in tokens.enumerated() where include(token) {
            isEmpty = false
            add(token.condition, position)
        }
    }

    /// Takes conditions without an order.
    init(_ conditions: Set<MatchToken.Condition>) {
        for condition in conditions {
            isEmpty = false
            add(condition, 0)
        }
    }

    /// Whether a token asks for this name.
    func hasName(_ name: RawText) -> Bool { nameHit(name) != nil }

    private mutating func add(_ condition: MatchToken.Condition, _ position: Int) {
        func keep<Key>(_ table: inout [Key: Int], _ key: Key) {
            if table[key] == nil { table[key] = position }
        }
        switch condition {
        case .everything: everything = everything ?? position
        case .name(let pattern, isGlob: false): keep(&names, pattern)
        case .name(let pattern, isGlob: true): addGlob(pattern, position)
        case .hardwareAddress(let address): if let address, address.isPossible { keep(&addresses, address.comparable) }
        case .type(let type): keep(&types, type)
        case .driver(let driver, version: nil): keep(&drivers, driver)
        case .driver(let driver, let version?):
            guard seenDriverVersions.insert([driver, version]).inserted else { break }
            driverVersions[driver, default: []].append((Glob(version), position))
        case .subchannels(let channels): if let channels { keep(&subchannels, channels) }
        case .dhcpPlugin(let plugin): keep(&plugins, plugin)
        case .bare(let text):
            keep(&names, text)
            if let address = HardwareAddress(text), address.isPossible { keep(&addresses, address.comparable) }
        case .never: break
        }
    }

    private mutating func addGlob(_ pattern: RawText, _ position: Int) {
        // A glob also fits the name that is spelt like it, but `*` and `?` fit themselves: nothing to add.
        let isWildcard = { (byte: UInt8) in byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") }
        guard let first = pattern.bytes.firstIndex(where: isWildcard) else { return }
        let prefix = RawText(pattern.bytes[..<first])
        if first == pattern.count - 1, pattern.bytes.last == UInt8(ascii: "*") {
            longestPrefix = max(longestPrefix, prefix.count)
            if prefixes[prefix] == nil { prefixes[prefix] = position }
        } else if !prefix.isEmpty {
            longestPrefix = max(longestPrefix, prefix.count)
            globsByPrefix[prefix, default: []].append((Glob(pattern), position))
        } else {
            let last = pattern.bytes.lastIndex(where: isWildcard) ?? first
            let suffix = pattern.dropFirst(last + 1)
            longestSuffix = max(longestSuffix, suffix.count)
            globsBySuffix[suffix, default: []].append((Glob(pattern), position))
        }
    }

    /// Whether some token holds for a device, and the first that does.
    func find(_ device: DeviceTraits) -> (answer: ReasonedAnswer<Uncertainty>, position: Int?) {
        if isEmpty { return (.no, nil) }
        var hit = everything
        func note(_ position: Int?) {
            if let position { hit = min(hit ?? position, position) }
        }
        note(nameHit(device.name))
        var doubt: Uncertainty?
        func look(_ trait: DeviceTraits.Trait, isAsked: Bool, _ body: (RawText) -> Int?) {
            guard isAsked else { return }
            switch trait {
            case .known(let value): if !value.isEmpty { note(body(value)) }
            case .absent: break
            case .undetermined(let why): doubt = doubt ?? why
            case .oneOf(let values, let why):
                let hits = values.map(body)
                if hits.allSatisfy({ $0 != nil }) {
                    note(hits.compactMap(\.self).min())
                } else if hits.contains(where: { $0 != nil }) {
                    doubt = doubt ?? why
                }
            }
        }
        look(device.type, isAsked: !types.isEmpty) { types[$0] }
        look(device.driver, isAsked: !drivers.isEmpty) { drivers[$0] }
        look(device.permanentAddress, isAsked: !addresses.isEmpty) {
            HardwareAddress($0).flatMap { addresses[$0.comparable] }
        }
        look(device.s390Subchannels, isAsked: !subchannels.isEmpty) {
            Subchannels.parse($0).flatMap { subchannels[$0] }
        }
        look(device.dhcpPlugin, isAsked: !plugins.isEmpty) { plugins[$0] }
        if !driverVersions.isEmpty {
            let found = driverVersionHit(device)
            note(found.position)
            if case .unknown(let why) = found.answer { doubt = doubt ?? why }
        }
        if let hit { return (.yes, hit) }
        return (doubt.map { .unknown($0) } ?? .no, nil)
    }

    private func nameHit(_ name: RawText) -> Int? {
        var hit = names[name]
        func note(_ position: Int?) {
            if let position { hit = min(hit ?? position, position) }
        }
        if !prefixes.isEmpty || !globsByPrefix.isEmpty {
            for length in 0...min(longestPrefix, name.count) {
                let start = RawText(name.bytes[..<length])
                note(prefixes[start])
                for candidate in globsByPrefix[start] ?? [] where candidate.glob.matches(name) {
                    note(candidate.position)
                }
            }
        }
        if !globsBySuffix.isEmpty {
            for length in 0...min(longestSuffix, name.count) {
                let end = name.dropFirst(name.count - length)
                for candidate in globsBySuffix[end] ?? [] where candidate.glob.matches(name) {
                    note(candidate.position)
                }
            }
        }
        return hit
    }

    /// The driver is compared as a beginning, its version as a glob; without a version, with the empty text.
    private func driverVersionHit(_ device: DeviceTraits) -> (answer: ReasonedAnswer<Uncertainty>, position: Int?) {
        let driver: RawText
        switch device.driver {
        case .absent: return (.no, nil)
        case .undetermined(let why), .oneOf(_, let why): return (.unknown(why), nil)
        case .known(let known): driver = known
        }
        guard !driver.isEmpty else { return (.no, nil) }
        let globs = (0...driver.count).flatMap { driverVersions[RawText(driver.bytes[..<$0])] ?? [] }
        let version: RawText
        switch device.driverVersion {
        case .known(let known): version = known
        case .absent: version = ""
        case .undetermined(let why), .oneOf(_, let why):
            return (globs.isEmpty ? .no : .unknown(why), nil)
        }
        let hit = globs.filter { $0.version.matches(version) }.map(\.position).min()
        return (ReasonedAnswer(hit != nil), hit)
    }
}
