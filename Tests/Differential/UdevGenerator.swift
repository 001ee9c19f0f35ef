/// Rules files as people write them, and as they do not.
struct UdevGenerator {
    var random: Randomness
    private var labels: [String] = []

    init(random: Randomness) { self.random = random }

    /// The properties that the rules set, and that are compared.
    static let properties = ["A", "B", "LIST", "NM_UNMANAGED", "ID_NET_MANAGED_BY", "ID_NET_DRIVER"]
    static let folders = ["etc/udev/rules.d", "run/udev/rules.d", "usr/local/lib/udev/rules.d", "usr/lib/udev/rules.d"]

    private static let names = [
        "cali*", "calia*", "cali????*", "tunl0", "tunl[0-9]", "vxlan.calico", "vxlan*", "eth*", "eth[0-9]*", "br0",
        "dummy0|bond0", "cali*|tunl*", "[!c]*", "[a-d]*", "*0", "?*", "*", "", "cali[[:alnum:]]*", "b[or]*[0-9]", "[c",
        "CALI*", "calia1b2c3d4e5f", "x|", "|br0", "e\\th0", "cal\\i*", "[^e]*", "a||b", "tunl0|tunl0",
    ]
    private static let values = ["1", "0", "yes", "a b", "x", "", "veth", "cali*", "$kernel", "%k", "%n", "$env{A}"]

    /// One file.
    mutating func file() -> String {
        var text = ""
        labels = []
        for _ in 0..<Int.random(in: 1...12, using: &random) { text += line() + "\n" }
        if random.chance(70) { for label in labels { text += "LABEL=\"\(label)\"\n" + line() + "\n" } }
        if random.chance(10) { text = text.replacing("\n", with: "\r\n") }
        if random.chance(20) { text = String(text.dropLast()) }
        return text
    }

    /// Which folder and name a file has: some hide others.
    mutating func place() -> (folder: String, name: String) {
        let name = random.pick(["10-a", "50-b", "70-c", "85-nm-unmanaged", "99-z", "z", "A", ".h"])
        return (random.pick(Self.folders), name + random.pick([".rules", ".rules", ".rules", ".rules", ".rule"]))
    }

    private mutating func line() -> String {
        if random.chance(6) { return random.pick(["# a comment", "", "   ", "#x\\", "  # y", "\t"]) }
        if random.chance(8) { return broken() }
        var items: [String] = []
        for _ in 0..<random.pick([0, 1, 1, 1, 2, 2, 3]) { items.append(match()) }
        for _ in 0..<random.pick([0, 1, 1, 1, 1, 2]) { items.append(assignment()) }
        if random.chance(12) { items.shuffle(using: &random) }
        var text = ""
        for (place, item) in items.enumerated() {
            if place > 0 {
                text += random.pick([", ", ", ", ", ", ", ", " ", ",", " , ", ",,", ", \\\n    ", ",\\\n# no\n  "])
            }
            text += item
        }
        if random.chance(4) { text += random.pick([",", " ", " # note", "\\", " x", ", A"]) }
        if random.chance(3) { text = "  " + text }
        return text
    }

    private mutating func broken() -> String {
        random.pick([
            "ENV{A}=\"1", "ENV{A=\"1\"", "ENV{A}==1", "FOO==\"x\", ENV{A}=\"2\"", "ENV{A}=\"2\", FOO==\"x\"",
            "ACTION=\"add\", ENV{A}=\"3\"", "ENV{}=\"1\"", "ENV=\"1\"", "KERNEL{x}==\"*\", ENV{A}=\"4\"",
            "ENV{SUBSYSTEM}=\"x\", ENV{A}=\"5\"", "NAME=\"%k\", ENV{A}=\"6\"", "NAME=\"\", ENV{B}=\"6\"",
            "IMPORT{nothing}=\"x\", ENV{A}=\"7\"", "IMPORT{builtin}=\"nothing\", ENV{B}=\"7\"", "ENV{A}-=\"1\"",
            "RUN{other}=\"x\", ENV{A}=\"8\"", "OPTIONS=\"nothing\", ENV{A}=\"9\"", "OPTIONS==\"x\", ENV{B}=\"9\"",
            "ENV{A}=\"10\" ENV{B}=\"10\"", "ENV{A}=\"11\"ENV{B}=\"11\"", "ENV {A}=\"12\"", "ENV{A} = \"13\"",
            "env{A}=\"14\"", "ENV{A}=='15'", "CONST{foo}==\"x\", ENV{A}=\"16\"", "LABEL==\"x\", ENV{A}=\"17\"",
            "ENV{A}=e\"x\\x41\\s\"", "ENV{A}=e\"x\\q\", ENV{B}=\"18\"", "ENV{A}=\"a\\\"b\"", "ENV{A}=\"a\\nb\"",
            "ENV{A}=i\"19\"", "KERNEL==i\"CALI*\", ENV{A}=\"20\"", "KERNEL==ei\"TUNL0\", ENV{A}=\"21\"",
            "KERNEL==e\"cali\\x2a\", ENV{A}=\"22\"", "TEST{0999}==\"x\", ENV{A}=\"23\"", "ENV{A}:=\"24\"",
            "PROGRAM-=\"x\", ENV{A}=\"25\"", "OWNER==\"root\", ENV{A}=\"26\"", "SECLABEL=\"x\", ENV{A}=\"27\"",
            "SYMLINK-=\"x\", ENV{A}=\"28\"", "OPTIONS=\"link_priority=x\", ENV{A}=\"29\"", "RUNX=\"a\", ENV{A}=\"30\"",
            "OPTIONS=\"log_level=x\", ENV{A}=\"31\"", "SYSCTL{}==\"x\", ENV{A}=\"32\"", "ATTR{}==\"x\", ENV{B}=\"32\"",
            "GOTO==\"x\", ENV{A}=\"33\"", "KERNEL+=\"x\", ENV{A}=\"34\"", "NAME+=\"$name\", ENV{A}=\"35\"",
            "RUN{builtin}=\"nothing\", ENV{B}=\"36\"", "TAG-=\"t\", ENV{A}=\"37\"", "ENV{A}=\"$$x%%y$\"",
        ])
    }

    private mutating func comparison() -> String { random.chance(70) ? "==" : "!=" }

    private mutating func match() -> String {
        let op = comparison()
        let name = random.pick(Self.names)
        switch Int.random(in: 0..<22, using: &random) {
        case 0:
            return "ACTION\(op)\"\(random.pick(["add", "add|change", "add|change|move", "remove", "change", "a*"]))\""
        case 1: return "SUBSYSTEM\(op)\"\(random.pick(["net", "net|usb", "block", "subsystem", "n*", "class"]))\""
        case 2, 3, 4: return "KERNEL\(op)\"\(name)\""
        case 5, 6: return "ENV{INTERFACE}\(op)\"\(name)\""
        case 7, 8:
            return
                "ENV{ID_NET_DRIVER}\(op)\"\(random.pick(["veth", "vxlan", "?*", "", "v*", "veth|vxlan", "bridge"]))\""
        case 9: return "ENV{DEVTYPE}\(op)\"\(random.pick(["vxlan", "bridge", "bond", "", "?*", "wlan|vxlan"]))\""
        case 10, 11:
            return
                "ENV{\(random.pick(Self.properties))}\(op)\"\(random.pick(["1", "0", "", "?*", "x*", "a b", "1|0"]))\""
        case 12: return "DEVPATH\(op)\"\(random.pick(["/devices/virtual/*", "*/net/cali*", "/devices/pci*", "*"]))\""
        case 13: return "\(random.pick(["DRIVERS", "DRIVER"]))\(op)\"\(random.pick(["?*", "", "veth", "e1000", "*"]))\""
        case 14:
            return "\(random.pick(["KERNELS", "SUBSYSTEMS"]))\(op)\"\(random.pick(["net", "pci", name, "net|x"]))\""
        case 15: return "ATTR{type}\(op)\"\(random.pick(["1", "768", "1|2", "7*", "", "?*"]))\""
        case 16:
            return "ATTR{\(random.pick(["address", "addr_len", "nothing", "device/vendor", "subsystem"]))}\(op)\"*\""
        case 17:
            let name = random.pick(["vendor", "type", "addr_len", "address"])
            return "ATTRS{\(name)}\(op)\"\(random.pick(["1", "*", "6"]))\""
        case 18: return "TAG\(op)\"\(random.pick(["t", "t*", "u|t", "", "systemd"]))\""
        case 19: return "NAME\(op)\"\(random.pick(["", "?*", name, "*"]))\""
        case 20:
            let key = random.pick(["TEST", "TEST"])
            return "\(key)\(op)\"\(random.pick(["device", "device/vendor", "address", "/etc"]))\""
        default: return unknown(op)
        }
    }

    private mutating func unknown(_ op: String) -> String {
        random.pick([
            "PROGRAM\(op)\"/bin/true\"", "PROGRAM=\"/bin/echo x\"", "PROGRAM==\"/bin/false\"", "RESULT\(op)\"x\"",
            "RESULT\(op)\"\"", "SYSCTL{kernel.ostype}\(op)\"Linux\"", "CONST{arch}\(op)\"x86-64\"",
            "IMPORT{program}=\"/bin/echo A=p\"", "IMPORT{program}\(op)\"/bin/false\"", "IMPORT{parent}\(op)\"ID_*\"",
            "IMPORT{db}\(op)\"A\"", "IMPORT{cmdline}\(op)\"nothing\"", "IMPORT{file}\(op)\"/etc/nothing\"",
            "IMPORT{builtin}=\"net_setup_link\"", "IMPORT{builtin}=\"net_driver\"", "IMPORT{builtin}=\"net_id\"",
            "IMPORT{builtin}\(op)\"path_id\"", "IMPORT{builtin}=\"net_setup_link\"", "IMPORT{builtin}=\"hwdb 'x:'\"",
            "SYMLINK\(op)\"x*\"", "IMPORT{program}=\"net_setup_link\"",
        ])
    }

    private static let substitutions = [
        "$name", "%D-$kernel", "$result", "%c", "$attr{type}", "%s{addr_len}x", "$devpath", "%M:%m", "$root$sys",
        "$links.", "$nothing", "%q", "$number", "$env{INTERFACE}", "$env{NOTHING}", "$sysfs{type}",
    ]

    private mutating func assignment() -> String {
        let value = random.pick(Self.values)
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<7:
            let op = random.pick(["=", "=", "=", "+=", ":="])
            return "ENV{NM_UNMANAGED}\(op)\"\(random.pick(["1", "0", "", "yes", value]))\""
        case 7: return "ENV{ID_NET_MANAGED_BY}=\"\(random.pick(["org.freedesktop.NetworkManager", "x", ""]))\""
        case 8..<11: return "ENV{\(random.pick(["A", "B"]))}\(random.pick(["=", "+=", ":="]))\"\(value)\""
        case 11: return "ENV{LIST}+=\"\(value)\""
        case 12:
            return "ENV{B}=\"\(random.pick(Self.substitutions))\""
        case 13: return "TAG\(random.pick(["=", "+=", "-=", ":="]))\"\(random.pick(["t", "u", "t"]))\""
        case 14:
            let op = random.pick(["=", "+="])
            return "OPTIONS\(op)\"\(random.pick(["string_escape=replace", "string_escape=none", "watch"]))\""
        case 15: return "RUN+=\"/bin/true %k\""
        case 16, 17, 18:
            if labels.isEmpty || random.chance(50) { labels.append("l\(labels.count)") }
            return "GOTO=\"\(random.chance(90) ? random.pick(labels) : "nowhere")\""
        default: return random.pick(["MODE=\"0600\"", "OWNER=\"root\"", "NAME=\"$name\"", "SYMLINK+=\"x\""])
        }
    }
}
