import KeyFile

/// The words that the values of some keys can be. NetworkManager takes another one for its default, or passes over it,
/// and says so in its log at most.
///
/// Derived from nm-dns-manager.c and nm-logging.c of 1.10.0 to 1.58.1.
extension Behaviour {
    /// `main.dns`.
    static let dnsModes: [RawText: Span] = [
        "default": Span(), "dnsmasq": Span(), "systemd-resolved": Span(), "none": Span(), "unbound": Span(),
        "dnsconfd": Span(since: Change(NetworkManagerVersion(1, 51, 7), "dns: Add dnsconfd DNS plugin")),
    ]

    /// `main.rc-manager`. `none` is an old word for `symlink`.
    static let resolvConfManagers: [RawText: Span] = [
        "symlink": Span(), "file": Span(), "resolvconf": Span(), "netconfig": Span(), "unmanaged": Span(),
        "none": Span(),
        "auto": Span(since: Change(NetworkManagerVersion(1, 27, 2), "dns: add new \"rc-manager=auto\" mode")),
    ]

    /// `logging.level`, and what stands behind the colon of a domain; letter case does not matter.
    static let logLevels: Set<RawText> = ["trace", "debug", "info", "warn", "err", "off", "keep"]

    /// `logging.domains`, in small letters; letter case does not matter.
    static let logDomains: Set<RawText> = [
        "all", "default", "dhcp", "ip", "hw", "wimax",
        "platform", "rfkill", "ether", "wifi", "bt", "mb", "dhcp4", "dhcp6", "ppp", "wifi_scan", "ip4", "ip6",
        "autoip4", "dns", "vpn", "sharing", "supplicant", "agents", "settings", "suspend", "core", "device", "olpc",
        "infiniband", "firewall", "adsl", "bond", "vlan", "bridge", "dbus_props", "team", "concheck", "dcb",
        "dispatch", "audit", "systemd", "vpn_plugin", "proxy",
    ]
}
