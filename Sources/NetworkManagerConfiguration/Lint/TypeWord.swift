import Base

/// NetworkManager's words for the types of devices, and what others call them.
enum TypeWord {
    /// The classes of devices, as `type:` compares them: the last part of their names in the source, in lower case, or
    /// what `get_type_description` of the class gives. Devices without a class of their own have the kernel's word for
    /// the kind, so that others than these may be right.
    private static let words: Set<String> = [
        "6lowpan", "adsl", "bond", "bridge", "bt", "cdma", "dummy", "ethernet", "geneve", "gsm", "hsr", "infiniband",
        "iptunnel", "ipvlan", "loopback", "macsec", "macvlan", "olpc-mesh", "ovs-bridge", "ovs-interface", "ovs-port",
        "ppp", "team", "tun", "vlan", "vrf", "vxlan", "wifi", "wifi-p2p", "wireguard", "wpan",
    ]

    /// Words of nmcli, of profiles and of the kernel for what has another one here.
    private static let synonyms = [
        "802-3-ethernet": "ethernet", "ether": "ethernet", "eth": "ethernet", "wired": "ethernet", "lan": "ethernet",
        "802-11-wireless": "wifi", "wireless": "wifi", "wlan": "wifi", "wi-fi": "wifi",
        "ip-tunnel": "iptunnel", "ip_tunnel": "iptunnel", "tunnel": "iptunnel", "ipip": "iptunnel", "gre": "iptunnel",
        "sit": "iptunnel", "tap": "tun", "lo": "loopback", "bonding": "bond", "bluetooth": "bt",
    ]

    /// The word that was meant by one that no device has; nil where a device may have it, or nothing comes near.
    static func meant(by word: String) -> String? {
        if words.contains(word) { return nil }
        let lowered = word.lowercased()
        if let other = synonyms[lowered] { return other }
        if words.contains(lowered) { return lowered }
        // The kernel has kinds that are as near to shorter words: vcan to vlan.
        return word.count < 5 ? nil : words.sorted().first { $0.count > 4 && EditDistance.between(lowered, $0) == 1 }
    }
}
