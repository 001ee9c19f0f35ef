import KeyFile

/// The keys of `NetworkManager.conf`, with the releases that know them.
///
/// Derived from `config_groups` in nm-config.c of every release and development version from 1.15.2, the first one with
/// such a table, to 1.58.1. Older ones know the same keys as 1.15.2, and report none that they do not know.
extension Behaviour {
    /// In which versions something is known.
    struct Span: Hashable, Sendable {
        /// What brought it; nil where it was there before 1.15.2.
        var since: Change?
        /// What removed it.
        var until: Change?
    }

    /// The keys of groups that are meant by their very name.
    static let keys: [RawText: [RawText: Span]] = [
        "main": known(
            [
                "assume-ipv6ll-only", "auth-polkit", "autoconnect-retries-default",
                "configure-and-quit", "debug", "dhcp", "dns", "hostname-mode", "ignore-carrier",
                "monitor-connection-files", "no-auto-default", "plugins", "rc-manager",
                "systemd-resolved",
            ],
            [
                "firewall-backend": Span(
                    since: Change(
                        Version(1, 31, 90), "core: belatedly add [main].firewall-backend config to known options")),
                "iwd-config-path": Span(
                    since: Change(
                        Version(1, 31, 2), "iwd: Mirror NM connections to IWD network config files")),
                "migrate-ifcfg-rh": Span(
                    since: Change(
                        Version(1, 43, 90), "build,core: add a \"main.migrate-ifcfg-rh\" configuration option")),
                "slaves-order": Span(until: Change(Version(1, 45, 9), "config: drop slaves-order config option")),
            ]),
        "logging": known(["audit", "backend", "domains", "level"]),
        "connectivity": known(
            [
                "enabled", "interval", "response", "uri",
            ],
            [
                "timeout": Span(
                    since: Change(
                        Version(1, 49, 2), "connectivity: Add a timeout option to connectivity checks"))
            ]),
        "keyfile": known(
            [
                "hostname", "path", "unmanaged-devices",
            ],
            [
                "rename": Span(
                    since: Change(
                        Version(1, 43, 11), "keyfile: add a NetworkManager.conf option \"keyfile.rename\""))
            ]),
        "ifupdown": known(["managed"]),
        "global-dns": known(
            [
                "options", "searches",
            ],
            [
                "certification-authority": Span(
                    since: Change(
                        Version(1, 51, 7), "dns: Add resolve-mode and certification-authority keys to global-dns")),
                "resolve-mode": Span(
                    since: Change(
                        Version(1, 51, 7), "dns: Add resolve-mode and certification-authority keys to global-dns")),
            ]),
    ]

    /// The keys of groups whose name begins with `device`.
    static let deviceKeys: [RawText: Span] = known(
        [
            "carrier-wait-timeout", "ignore-carrier", "managed", "match-device", "sriov-num-vfs",
            "stop-match", "wifi.backend", "wifi.scan-rand-mac-address",
        ],
        [
            "allowed-connections": Span(since: .allowedConnections),
            "check-connectivity": Span(
                since: Change(
                    Version(1, 57, 1), "connectivity: add per-device check-connectivity setting")),
            "keep-configuration": Span(
                since: Change(
                    Version(1, 33, 2), backports: [Version(1, 32, 6)],
                    "core: add 'keep-configuration' device configuration option")),
            "wifi.iwd.autoconnect": Span(since: Change(Version(1, 29, 3), "iwd: Add the wifi.iwd.autoconnect setting")),
            "wifi.scan-generate-mac-address-mask": Span(
                since: Change(
                    Version(1, 28, 0), backports: [Version(1, 26, 6)],
                    "core: recognize \"wifi.scan-generate-mac-address-mask\" as valid \"NetworkManager.conf\" option")),
        ])

    /// The keys of groups whose name begins with `global-dns-domain-`.
    static let globalDNSDomainKeys: [RawText: Span] = known(
        [
            "options", "servers",
        ])

    static func known(_ always: [RawText], _ spans: [RawText: Span] = [:]) -> [RawText: Span] {
        spans.merging(always.map { ($0, Span()) }) { span, _ in span }
    }
}

private typealias Change = Behaviour.Change
private typealias Version = NetworkManagerVersion
