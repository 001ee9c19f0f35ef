public import Base
import Node

/// A [Match] section about links: systemd.network(5) and systemd.link(5), `net_match_config()` in
/// src/shared/net-condition.c.
public struct LinkMatch: Hashable, Sendable {
    /// A key whose words are compared with a value of the link.
    enum Key: String, CaseIterable {
        case name = "Name"
        case originalName = "OriginalName"
        case type = "Type"
        case driver = "Driver"
        case kind = "Kind"
        case path = "Path"
        case address = "MACAddress"
        case permanentAddress = "PermanentMACAddress"
        case property = "Property"
        /// Only wireless links have a value.
        case wirelessType = "WLANInterfaceType"
        case ssid = "SSID"
        case bssid = "BSSID"

        /// Whether only .network files have it: udev looks at a link before it is on any network.
        var isOfNetworkFiles: Bool {
            switch self {
            case .name, .wirelessType, .ssid, .bssid: true
            default: false
            }
        }

        /// The version of systemd that first knows it; nil for those that every version here does.
        var since: Int? {
            switch self {
            case .property: 243
            case .wirelessType, .ssid: 244
            case .bssid, .permanentAddress: 245
            case .kind: 251
            case .name, .originalName, .type, .driver, .path, .address: nil
            }
        }
    }

    private var lists: [Key: [String]] = [:]
    /// What is asked of the machine.
    private var conditions: [HostCondition.Kind: HostCondition] = [:]
    /// The assignments that count, for a report.
    public private(set) var evidence: [Evidence] = []
    private let version: Int

    /// Takes a section together, drop-ins behind.
    /// - Parameter version: of systemd.
    init(_ settings: [SystemdFile.Setting], for version: Int, isLinkFile: Bool) {
        self.version = version
        for setting in settings where setting.section == "Match" {
            if let kind = HostCondition.Kind(rawValue: setting.key), kind.isKnown(to: version, isLinkFile: isLinkFile) {
                conditions[kind] = setting.value.isEmpty ? nil : HostCondition(kind, setting.value)
                evidence.append(setting.evidence)
            } else if let key = Key(rawValue: setting.key), key.since.map({ $0 <= version }) ?? true,
                isLinkFile ? !key.isOfNetworkFiles : key != .originalName
            {
                add(setting.value, to: key)
                evidence.append(setting.evidence)
            }
        }
    }

    /// Whether nothing is asked: such a file holds for every link before 244, and for none since.
    public var isEmpty: Bool { lists.values.allSatisfy(\.isEmpty) && conditions.isEmpty }

    /// The names and globs that it asks for.
    var names: [String] { (lists[.name] ?? []) + (lists[.originalName] ?? []) }

    /// Whether systemd keeps a name or glob of an interface, as the line's words have it.
    static func takesName(_ word: String, _ version: Int) -> Bool { Key.name.accepts(word, version) }

    private mutating func add(_ value: String, to key: Key) {
        guard !value.isEmpty else {
            // A list starts anew; before 243 one of names goes on.
            if version >= 243 || key != .name && key != .originalName { lists[key] = nil }
            return
        }
        // Before 243 a mark stands for the whole list, and is left where it is.
        let isInverted = version >= 243 && value.hasPrefix("!") && key.takesMark
        let style: Words.Style =
            switch key {
            case .name, .originalName, .address, .permanentAddress, .bssid: .escaped
            case .property: .cEscaped
            case .type, .driver, .kind, .path, .wirelessType, .ssid: .quoted
            }
        // Up to 249 a list of addresses of which none can be read is there all the same, and no link has one of it.
        if version < 250, [.address, .permanentAddress, .bssid].contains(key) { lists[key] = lists[key] ?? [] }
        for word in Words(isInverted ? value.dropFirst() : value[...], style).words {
            guard key.accepts(word, version) else {
                // Up to 242 one bad name ends the list.
                if version < 243, key == .name || key == .originalName { return }
                continue
            }
            lists[key, default: []].append((isInverted ? "!" : "") + word)
        }
    }

    /// Whether it holds for a link on a machine.
    public func holds(for link: LinkTraits, on host: HostTraits) -> Answer {
        var answer = Answer.yes
        for condition in conditions.values { answer = answer && condition.holds(on: host, version) }
        for (key, patterns) in lists {
            if answer == .no { return .no }
            answer = answer && holds(key, patterns, link)
        }
        return answer
    }

    private func holds(_ key: Key, _ patterns: [String], _ link: LinkTraits) -> Answer {
        switch key {
        case .name, .originalName:
            Answer(link.names.contains { holds(patterns, $0) })
        case .type: (version >= 243 ? link.type : link.deviceType).answer { holds(patterns, $0) }
        case .driver: link.driver.answer { holds(patterns, $0) }
        case .kind: link.kind.answer { holds(patterns, $0) }
        case .path: link.path.answer { holds(patterns, $0) }
        case .address: link.address.answer { Self.contains(patterns, $0) }
        case .permanentAddress: link.permanentAddress.answer { Self.contains(patterns, $0) }
        case .property: Self.holds(patterns, link.properties)
        case .wirelessType, .ssid: Answer(holds(patterns, nil))
        case .bssid: .no
        }
    }

    /// `net_condition_test_strv()`: one pattern without a mark holds, none with one does.
    private func holds(_ patterns: [String], _ value: String?) -> Bool {
        if version < 243 {
            let isInverted = patterns.first?.hasPrefix("!") == true
            let globs = isInverted ? [String(patterns[0].dropFirst())] + patterns.dropFirst() : patterns
            return (value.map { text in globs.contains { fits(text, glob: $0) } } ?? false) != isInverted
        }
        var (hasPlain, isMet) = (false, false)
        for pattern in patterns {
            let isInverted = pattern.hasPrefix("!")
            if !isInverted { hasPlain = true }
            guard let value, fits(value, glob: isInverted ? String(pattern.dropFirst()) : pattern) else { continue }
            if isInverted { return false }
            isMet = true
        }
        return hasPlain ? isMet : true
    }

    private static func contains(_ addresses: [String], _ value: String?) -> Bool {
        guard let value, let own = HardwareAddressText(value) else { return false }
        return addresses.contains { HardwareAddressText($0) == own }
    }

    private static func holds(_ patterns: [String], _ properties: [String: String]?) -> Answer {
        guard let properties else { return .unknown }
        return Answer(
            patterns.allSatisfy { pattern in
                let isInverted = pattern.hasPrefix("!")
                let parts = pattern.dropFirst(isInverted ? 1 : 0).split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let isMet = properties[String(parts[0])].map { fits($0, glob: String(parts[1])) } ?? false
                return isMet != isInverted
            })
    }
}

extension LinkMatch.Key {
    /// Whether `!` in front of the value turns it round.
    fileprivate var takesMark: Bool {
        switch self {
        case .address, .permanentAddress, .bssid: false
        default: true
        }
    }

    /// Whether systemd keeps a word.
    fileprivate func accepts(_ word: String, _ version: Int) -> Bool {
        switch self {
        case .name: Self.isName(word, version, mayBeAlternative: version >= 245)
        // udev asks for the kernel's own name.
        case .originalName: Self.isName(word, version, mayBeAlternative: false)
        case .address, .permanentAddress, .bssid: HardwareAddressText(word) != nil
        case .property: Self.isAssignment(word)
        default: true
        }
    }

    /// `ifname_valid_full()`: alternative names may be longer.
    private static func isName(_ word: String, _ version: Int, mayBeAlternative: Bool) -> Bool {
        let length = word.utf8.count
        guard length > 0, length < (mayBeAlternative ? 128 : 16), word != ".", word != "..",
            word.utf8.contains(where: { !(0x30...0x39).contains($0) })
        else { return false }
        if version >= 243, word == "all" || word == "default" { return false }
        return word.utf8.allSatisfy { $0 > 32 && $0 < 127 && !":/%".utf8.contains($0) }
    }

    /// `env_assignment_is_valid()`.
    private static func isAssignment(_ word: String) -> Bool {
        guard let equals = word.utf8.firstIndex(of: UInt8(ascii: "=")), equals > word.startIndex else { return false }
        let name = word[..<equals].utf8
        guard let first = name.first, !(0x30...0x39).contains(first) else { return false }
        return name.allSatisfy {
            $0 == 0x5F || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        }
    }
}
