/// Random .network or .link files, with their drop-ins, in all of systemd's folders.
struct NetworkdGenerator {
    var random: Randomness
    /// Whether they are .link files.
    var isOfLinks = false

    static let folders = [
        "etc/systemd/network", "run/systemd/network", "usr/local/lib/systemd/network", "usr/lib/systemd/network",
    ]
    private static let names = ["05-b", "10-a", "10-a", "20-c", "A", "a", "99-z", ".hidden", "10-a.network"]

    /// A set of files by their path below the root; an empty text is a link to /dev/null.
    mutating func files() -> [(path: String, text: String)] {
        var files: [(path: String, text: String)] = []
        for _ in 0..<random.pick([1, 2, 2, 3, 4]) {
            let name = random.pick(Self.names) + (isOfLinks ? ".link" : ".network")
            let path = "\(random.pick(Self.folders))/\(name)"
            files.removeAll { $0.path == path }
            files.append((path, random.chance(6) ? "" : file()))
            if random.chance(25) {
                let dropIn = "\(random.pick(Self.folders))/\(name).d/\(random.pick(["x", "y"])).conf"
                files.removeAll { $0.path == dropIn }
                files.append((dropIn, random.chance(8) ? "" : part()))
            }
        }
        return files
    }

    private mutating func file() -> String {
        let mark = random.chance(3) ? "\u{FEFF}" : ""
        return mark + "[Match]\n" + matches(random.pick([0, 1, 1, 1, 2, 2, 3])) + rest()
    }

    /// A drop-in may have either section.
    private mutating func part() -> String {
        if isOfLinks { return "[Match]\n" + matches(1) }
        return random.chance(50)
            ? "[Link]\nUnmanaged=\(random.pick(["yes", "no", "maybe", ""]))\n" : "[Match]\n" + matches(1)
    }

    private mutating func rest() -> String {
        var text = isOfLinks ? "[Link]\nMACAddressPolicy=none\n" : ""
        if !isOfLinks, random.chance(40) {
            text += "[Link]\nUnmanaged=\(random.pick(["yes", "true", "no", "1", "On"]))\n"
        }
        if !isOfLinks { text += "[Network]\nLinkLocalAddressing=no\n" }
        if random.chance(4) {
            text += random.pick(["[Broken\n", "[Match\"]\n", "no sign\n", "=x\n", "[Unknown]\nName=*\n"])
        }
        if random.chance(8) { text += "[Match]\n" + matches(1) }
        return text
    }

    private mutating func matches(_ count: Int) -> String {
        (0..<count).map { _ in line() }.joined()
    }

    private mutating func line() -> String {
        var (key, words) = random.pick(Self.keys)
        // Each kind of file has a key of its own for names, and passes over that of the other.
        if isOfLinks { key = ["Name": "OriginalName", "OriginalName": "Name"][key] ?? key }
        if random.chance(4) { return "\(key)=\n" }
        let value = (0..<random.pick([1, 1, 2, 3])).map { _ in random.pick(words) }
        let mark = random.chance(20) ? "!" : ""
        switch random.pick([0, 0, 0, 0, 0, 0, 1, 2, 3]) {
        case 1: return "  \(key) = \(mark)\(value.joined(separator: "  "))  \n"
        case 2: return "\(key)=\(mark)\(value.joined(separator: " \\\n  "))\n"
        case 3: return "\(key)=\(mark)\(value.joined(separator: " \\\n# a comment\n  "))\n"
        default: return "\(key)=\(mark)\(value.joined(separator: " "))\n"
        }
    }

    private static let keys: [(key: String, words: [String])] = [
        (
            "Name",
            [
                "*", "cali*", "cali*", "eth1", "eth*", "vxlan.calico", "br?", "[bc]*", "[!c]*", "tun0", "12", "all",
                "a:b",
                "\"cali*\"", "'br0'", "cali\\*", "b\\r0", "verylongnameofaninterface*", "!br0", "lo", "*1", "#", ".",
            ]
        ),
        ("Name", ["cali*", "vxlan*", "*"]),
        ("Type", ["ether", "vxlan", "bridge", "none", "*", "eth*", "!ether", "\"ether\"", "loopback", "tunnel"]),
        ("Driver", ["veth", "vxlan", "bridge", "tun", "v*", "e1000", "'veth'", "\"a b\"", "\"veth"]),
        ("Kind", ["veth", "vxlan", "bridge", "tun", "*", "bond"]),
        ("Path", ["pci-*", "pci-0000:00:03.0", "*", "platform-*"]),
        (
            "MACAddress",
            [
                "52:54:00:12:34:56", "52-54-00-12-34-56", "5254.0012.3456", "ee:ee:ee:ee:ee:ee", "66:1:2:3:4:5",
                "nonsense",
                "52:54:00:12:34", "127.0.0.1", "EE:EE:EE:EE:EE:EE", "fe80::1",
            ]
        ),
        ("PermanentMACAddress", ["52:54:00:12:34:56", "ee:ee:ee:ee:ee:ee"]),
        (
            "Property",
            ["ID_FOO=bar", "ID_FOO=b*", "ID_PATH=*", "ABSENT=x", "1A=b", "novalue", "\"ID_FOO=bar\"", "ID_FOO=\\x62ar"]
        ),
        ("Host", ["*", "nothing", "0123456789abcdef0123456789abcdef", "01234567-89ab-cdef-0123-456789abcdef"]),
        ("KernelVersion", [">=3.10", "<3.10", "*", "2.*", ">= 4", "!=1"]),
        ("KernelCommandLine", ["nmfence.absent", "nmfence.absent=1"]),
        ("Architecture", ["native", "arm", "x86-64", "arm64", "vax"]),
        ("WLANInterfaceType", ["station", "ap"]), ("SSID", ["home"]), ("BSSID", ["52:54:00:12:34:56"]),
        ("name", ["*"]), ("OriginalName", ["*"]),
    ]
}
