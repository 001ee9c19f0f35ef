import KeyFile

/// The groups and keys that NetworkManager knows, with the version that brought them.
enum KnownKeys {
    /// When `[device*] allowed-connections` came.
    static let allowedConnections = NetworkManagerVersion(1, 33, 0)

    private struct Span {
        var since: NetworkManagerVersion = NetworkManagerVersion(1, 0)
        var until: NetworkManagerVersion = NetworkManagerVersion(99, 0)
    }

    private static func since(_ minor: Int) -> Span { Span(since: NetworkManagerVersion(1, minor)) }

    private static let always = Span()

    private static let main: [RawText: Span] = [
        "assume-ipv6ll-only": always, "auth-polkit": always, "autoconnect-retries-default": always,
        "configure-and-quit": always, "debug": always, "dhcp": always, "dns": always, "firewall-backend": since(31),
        "hostname-mode": always, "ignore-carrier": always, "iwd-config-path": since(31), "migrate-ifcfg-rh": since(43),
        "monitor-connection-files": always, "no-auto-default": always, "plugins": always, "rc-manager": always,
        "slaves-order": Span(until: NetworkManagerVersion(1, 51)), "systemd-resolved": since(19),
    ]

    private static let exact: [RawText: [RawText: Span]] = [
        "main": main,
        "logging": ["audit": always, "backend": always, "domains": always, "level": always],
        "connectivity": [
            "enabled": always, "interval": always, "response": always, "timeout": since(43), "uri": always,
        ],
        "keyfile": ["hostname": always, "path": always, "rename": since(43), "unmanaged-devices": always],
        "ifupdown": ["managed": always],
        "global-dns": [
            "options": always, "searches": always, "certification-authority": since(51), "resolve-mode": since(51),
        ],
    ]

    private static let device: [RawText: Span] = [
        "allowed-connections": Span(since: allowedConnections), "carrier-wait-timeout": always,
        "check-connectivity": since(57), "ignore-carrier": always, "keep-configuration": since(33), "managed": always,
        "match-device": always, "sriov-num-vfs": always, "stop-match": always, "wifi.backend": always,
        "wifi.iwd.autoconnect": since(23), "wifi.scan-generate-mac-address-mask": always,
        "wifi.scan-rand-mac-address": always,
    ]

    private static let globalDomain: [RawText: Span] = ["options": always, "servers": always]

    /// Defaults of connection profiles: `setting.property`. Their number grows with every release; the shape is what is checked.
    private static let connectionSettings: Set<RawText> = [
        "802-1x", "bond", "cdma", "connection", "ethernet", "gsm", "hostname", "infiniband", "ip-tunnel", "ipv4",
        "ipv6",
        "loopback", "macsec", "sriov", "vpn", "wifi", "wifi-sec", "wireguard",
    ]

    enum Verdict: Equatable {
        case known
        case unknownGroup
        case unknownKey
        /// Known from this version on, or up to it.
        case otherVersion(NetworkManagerVersion)
    }

    /// The table for a group; nil where the group is not known.
    private static func table(_ group: RawText) -> [RawText: Span]? {
        if let table = exact[group] { return table }
        if group.hasPrefix("device") { return device }
        if group.hasPrefix("global-dns-domain-") { return globalDomain }
        if group.hasPrefix("connection") { return ["match-device": always, "stop-match": always] }
        return nil
    }

    static func judge(_ key: RawText, in group: RawText, version: NetworkManagerVersion?) -> Verdict {
        guard let table = table(group) else { return .unknownGroup }
        if let span = table[key] {
            guard let version else { return .known }
            if version < span.since { return .otherVersion(span.since) }
            return version < span.until ? .known : .otherVersion(span.until)
        }
        if group.hasPrefix("connection"), let dot = key.bytes.firstIndex(of: UInt8(ascii: ".")),
            connectionSettings.contains(RawText(key.bytes[..<dot])), dot + 1 < key.count
        {
            return .known
        }
        return .unknownKey
    }

    /// The group that this would be in the right letter case.
    static func groupInRightCase(_ group: RawText) -> RawText? {
        let small = group.asciiLowercased
        return small != group && table(small) != nil ? small : nil
    }

    /// The key that this would be in the right letter case.
    static func keyInRightCase(_ key: RawText, in group: RawText) -> RawText? {
        let small = key.asciiLowercased
        return small != key && table(group)?[small] != nil ? small : nil
    }
}
