import KeyFile

extension Behaviour {
    /// The keys of groups whose name begins with `connection`: defaults of connection profiles, as `setting.property`.
    ///
    /// Derived from every NM_CON_DEFAULT in the sources of the releases named in `Behaviour+Keys.swift`.
    static let connectionKeys: [RawText: Span] = known(
        [
            "802-1x.auth-timeout", "cdma.mtu", "connection.auth-retries", "connection.autoconnect-slaves",
            "connection.lldp", "connection.llmnr", "connection.mdns", "connection.stable-id",
            "ethernet.cloned-mac-address", "ethernet.generate-mac-address-mask", "ethernet.mtu",
            "ethernet.wake-on-lan", "gsm.mtu", "infiniband.mtu", "ip-tunnel.mtu", "ipv4.dad-timeout",
            "ipv4.dhcp-client-id", "ipv4.dhcp-timeout", "ipv4.dns-priority", "ipv4.route-metric",
            "ipv4.route-table", "ipv6.dhcp-duid", "ipv6.dhcp-timeout", "ipv6.dns-priority",
            "ipv6.ip6-privacy", "ipv6.route-metric", "ipv6.route-table", "match-device",
            "sriov.autoprobe-drivers", "stop-match", "vpn.timeout", "wifi-sec.fils", "wifi-sec.pmf",
            "wifi.cloned-mac-address", "wifi.generate-mac-address-mask", "wifi.mac-address-randomization",
            "wifi.mtu", "wifi.powersave", "wifi.wake-on-wlan",
        ],
        [
            "connection.autoconnect-ports": Span(
                since: Change(
                    Version(1, 49, 4), backports: [Version(1, 48, 8)],
                    "config: parse autoconnect-ports value on config")),
            "connection.dns-over-tls": Span(
                since: Change(
                    Version(1, 33, 4), "core: add support for connection.dns-over-tls")),
            "connection.dnssec": Span(since: Change(Version(1, 55, 90), "core: add support for connection.dnssec")),
            "connection.down-on-poweroff": Span(
                since: Change(
                    Version(1, 47, 2), "connection: add support to down-on-poweroff")),
            "connection.ip-ping-addresses-require-all": Span(
                since: Change(
                    Version(1, 51, 4), "connection: Support connection.ip-ping-addresses")),
            "connection.mptcp-flags": Span(
                since: Change(
                    Version(1, 39, 90), "all: add NMMptcpFlags and connection.mptcp-flags property")),
            "connection.mud-url": Span(
                since: Change(
                    Version(1, 25, 1), "dhcp: make connection.mud-url configurable as global connection default")),
            "hostname.from-dhcp": Span(since: Change(Version(1, 29, 2), "policy: use the hostname setting")),
            "hostname.from-dns-lookup": Span(since: Change(Version(1, 29, 2), "policy: use the hostname setting")),
            "hostname.only-from-default": Span(since: Change(Version(1, 29, 2), "policy: use the hostname setting")),
            "hostname.priority": Span(since: Change(Version(1, 29, 2), "policy: use the hostname setting")),
            "ipv4.clat": Span(since: Change(Version(1, 57, 2), "core: honor the ipv4.clat property")),
            "ipv4.dhcp-dscp": Span(since: Change(Version(1, 45, 91), "device: support the DHCP DSCP property")),
            "ipv4.dhcp-hostname-flags": Span(
                since: Change(
                    Version(1, 21, 90), "dhcp: support FQDN flags in the dhclient backend")),
            "ipv4.dhcp-iaid": Span(since: Change(Version(1, 21, 90), "core: support ipvX.dhcp-iaid properties")),
            "ipv4.dhcp-ipv6-only-preferred": Span(
                since: Change(
                    Version(1, 51, 3), "device: configure IPv6-only-preferred mode in the DHCP client")),
            "ipv4.dhcp-send-hostname": Span(
                since: Change(
                    Version(1, 51, 3), "device: Support configuring dhcp-send-hostname globally")),
            "ipv4.dhcp-send-release": Span(
                since: Change(
                    Version(1, 47, 2), "ip: support dhcp-send-release in NMSettingIpConfig")),
            "ipv4.dhcp-vendor-class-identifier": Span(
                since: Change(
                    Version(1, 27, 2), backports: [Version(1, 26, 4)],
                    "core: add support for dhcpv4 vendor class identifier option")),
            "ipv4.forwarding": Span(
                since: Change(
                    Version(1, 53, 3), "ip-config: Support configuring per-device IPv4 sysctl forwarding option")),
            "ipv4.link-local": Span(since: Change(Version(1, 39, 6), "settings: add ipv4.link-local flag")),
            "ipv4.required-timeout": Span(
                since: Change(
                    Version(1, 33, 2), backports: [Version(1, 32, 4)],
                    "device: use the 'required-timeout' property from IP setting")),
            "ipv4.routed-dns": Span(since: Change(Version(1, 51, 3), "core: support automatically adding DNS routes")),
            "ipv6.addr-gen-mode": Span(
                since: Change(
                    Version(1, 39, 8), "all: make \"ipv6.addr-gen-mode\" configurable by global default")),
            "ipv6.dhcp-hostname-flags": Span(
                since: Change(
                    Version(1, 21, 90), "dhcp: support FQDN flags in the dhclient backend")),
            "ipv6.dhcp-iaid": Span(since: Change(Version(1, 21, 90), "core: support ipvX.dhcp-iaid properties")),
            "ipv6.dhcp-send-hostname": Span(
                since: Change(
                    Version(1, 51, 3), "device: Support configuring dhcp-send-hostname globally")),
            "ipv6.dhcp-send-release": Span(
                since: Change(
                    Version(1, 47, 2), "ip: support dhcp-send-release in NMSettingIpConfig")),
            "ipv6.ra-timeout": Span(
                since: Change(
                    Version(1, 23, 2), backports: [Version(1, 22, 8)],
                    "ndisc: implement \"ipv6.ra-timeout\" property")),
            "ipv6.required-timeout": Span(
                since: Change(
                    Version(1, 33, 2), backports: [Version(1, 32, 4)],
                    "device: use the 'required-timeout' property from IP setting")),
            "ipv6.routed-dns": Span(since: Change(Version(1, 51, 3), "core: support automatically adding DNS routes")),
            "ipv6.temp-preferred-lifetime": Span(
                since: Change(
                    Version(1, 47, 3),
                    "device: introduce ipv6.temp-valid-lifetime and ipv6.temp-preferred-lifetime properties")),
            "ipv6.temp-valid-lifetime": Span(
                since: Change(
                    Version(1, 47, 3),
                    "device: introduce ipv6.temp-valid-lifetime and ipv6.temp-preferred-lifetime properties")),
            "loopback.mtu": Span(since: Change(Version(1, 41, 6), "support loopback interface")),
            "macsec.offload": Span(since: Change(Version(1, 46, 0), "macsec: support the offload property")),
            "sriov.preserve-on-down": Span(
                since: Change(
                    Version(1, 53, 92), "core: use the sriov.preserve-on-down property")),
            "wifi.ap-isolation": Span(
                since: Change(
                    Version(1, 27, 1), "all: add ap-isolation property to wifi setting")),
            "wireguard.mtu": Span(
                since: Change(
                    Version(1, 15, 91), "wireguard: add \"mtu\" setting for WireGuard profiles")),
        ])
}

private typealias Change = Behaviour.Change
private typealias Version = NetworkManagerVersion
