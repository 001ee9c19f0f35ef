/// Makes random tokens and lists of devices.
struct MatchGenerator {
    var random: Randomness

    static let names = [
        "em1", "em2", "em11", "em*", "em\\1", "cali0", "cali1a2b3c", "Cali1", "a,b", "vxlan.calico", "br0", "tunl0",
        "tap7", "ifb7",
        "lo", "e", "cali", "x=y", "~z", "two_words",
    ]

    mutating func list() -> String {
        let count = random.pick([0, 1, 1, 1, 2, 2, 3, 4, 6])
        var text = ""
        for index in 0..<count {
            if index > 0 { text += random.pick([",", ";", ",", ";", ", ", " ; ", ",,"]) }
            text += Self.token(&random)
        }
        return text
    }

    static func token(_ random: inout Randomness) -> String {
        var token = positive(&random)
        if random.chance(22) {
            token = random.pick(["except:", "except:", "EXCEPT:", "except: ", "except:except:"]) + token
        }
        if random.chance(4) { token += random.pick([" ", "  x", " x", "\\s", "\\", "\\t", "\t"]) }
        if random.chance(2) { token = random.pick([" ", "\\s", "\t"]) + token }
        if random.chance(1) { token = "\"" + token + "\"" }
        return token
    }

    private static func positive(_ random: inout Randomness) -> String {
        switch random.pick([0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 5, 6, 7, 8]) {
        case 0:
            return random.pick([
                "interface-name:", "interface-name:", "interface-name:", "INTERFACE-NAME:", "Interface-Name:",
            ])
                + random.pick(["", "", "", "=", "~", " ", "=~", "~="]) + pattern(&random)
        case 1: return "interface-name:" + random.pick(names).escaped
        case 2: return random.pick(names).escaped
        case 3:
            return random.pick(["type:", "TYPE:"])
                + random.pick([
                    "ethernet", "vxlan", "bridge", "tun", "veth", "ifb", "generic", "loopback", "vx*", "", "iptunnel",
                ])
        case 4:
            return "driver:"
                + random.pick([
                    "veth", "vxlan", "bridge", "tun", "v*", "ve/*", "veth/1.?", "veth/", "/", "/*", "vxlan/0.1", "",
                    "veth/1.0", "unknown", "ifb",
                    "vet/1.0", "veth//*", "unknown/*", "bridge/2.?",
                ])
        case 5: return "*"
        case 6:
            return "mac:"
                + random.pick([
                    "ee:ee:ee:ee:ee:ee", "02:11:22:33:44:55", "02-11-22-33-44-55", "rubbish", "", "2:11:22:33:44:55",
                ])
        case 7:
            return random.pick([
                "dhcp-plugin:internal", "dhcp-plugin:", "DHCP-plugin:internal", "dhcp-plugin:dhclient",
                "s390-subchannels:0.0.1000", "s390-subchannels:x",
            ])
        default:
            return random.pick([
                "foo:bar", "interface:em1", "ee:ee:ee:ee:ee:ee", "", "!*", "**", "cali*", "em?", "interface-name",
                "except",
            ])
        }
    }

    private static func pattern(_ random: inout Randomness) -> String {
        if random.chance(60) {
            return random.pick([
                "cali*", "em*", "em?", "*", "?*", "*1", "*a*", "c?li*", "e*1", "tunl*", "tun*", "v*.*", "[c]ali*",
                "em\\\\*", "em\\*", "**", "***1", "?", "", "cali?*", "*.calico", "em[12]", "CALI*", "*\\,*", "lo", "?o",
                "*\\\\1",
            ])
        }
        var text = ""
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            text += random.pick(["*", "?", "c", "a", "l", "i", "e", "m", "1", "0", "ca", "em"])
        }
        return text
    }
}

extension String {
    /// With the separators and backslashes of a list escaped.
    fileprivate var escaped: String {
        map { "\\,;".contains($0) ? "\\\($0)" : "\($0)" }.joined()
    }
}
