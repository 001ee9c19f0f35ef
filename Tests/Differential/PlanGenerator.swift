import Foundation

/// Makes random stacks that a fix has to do something about: lists with exceptions in the way of Calico's names, groups
/// of devices that manage them, files behind which a drop-in has to sort.
struct PlanGenerator {
    var random: Randomness

    mutating func make() -> Case {
        if random.chance(20) { return configuration() }
        var files: [Case.File] = []
        for folder in ["/usr/lib/NetworkManager/conf.d", "/run/NetworkManager/conf.d", "/etc/NetworkManager/conf.d"] {
            for _ in 0..<random.pick([0, 0, 1, 1, 2]) {
                let name = random.pick([
                    "10-a.conf", "50-b.conf", "site.conf", "zzz.conf", "zz-nmfence.conf", "~~.conf",
                ])
                // Somebody else's file of our name in /etc is refused, which is not what is tried here.
                if folder.hasPrefix("/etc"), name.hasPrefix("zz-nm") { continue }
                files.append(.init(path: folder + "/" + name, kind: .lines(contents())))
            }
        }
        if random.chance(40) {
            files.append(.init(path: "/etc/NetworkManager/NetworkManager.conf", kind: .lines(contents())))
        }
        if random.chance(10) {
            let group = random.pick(["keyfile", ".intern.device-manage-cali0", ".intern.device-x"])
            let key = group == "keyfile" ? ".set.unmanaged-devices" : "match-device"
            files.append(
                .init(
                    path: "/var/lib/NetworkManager/NetworkManager-intern.conf",
                    kind: .lines(["[\(group)]", "\(key)=\(list())", "managed=1", ""].map { Array($0.utf8) })))
        }
        var seen: Set<String> = []
        files = files.reversed().filter { seen.insert($0.path).inserted }.reversed()
        return Case(files: files)
    }

    /// A stack of the other generator, without what only a daemon knows.
    private mutating func configuration() -> Case {
        var generator = ConfigurationGenerator(random: random)
        var made = generator.make()
        random = generator.random
        made.arguments = []
        made.environment = [:]
        return made
    }

    private mutating func contents() -> [[UInt8]] {
        var lines: [String] = []
        for _ in 0..<random.pick([1, 1, 1, 2]) {
            if random.chance(75) {
                lines.append("[keyfile]")
                for _ in 0..<random.pick([1, 1, 2]) {
                    lines.append("unmanaged-devices" + random.pick(["=", "=", "+=", "+=", "-="]) + list())
                }
            } else {
                lines.append(random.pick(["[device]", "[device-a]", "[device-b]", "[device-nmfence]", "[device.c]"]))
                if random.chance(80) { lines.append("match-device" + random.pick(["=", "=", "+="]) + list()) }
                if random.chance(20) { lines.append("stop-match=" + random.pick(["1", "0"])) }
                if random.chance(85) { lines.append("managed=" + random.pick(["0", "1", "1", "x"])) }
            }
        }
        return lines.map { Array($0.utf8) } + [[]]
    }

    private mutating func list() -> String {
        let count = random.pick([1, 1, 2, 2, 3, 4, 6])
        return (0..<count).map { _ in token() }.joined(separator: random.pick([",", ";", ", "]))
    }

    private mutating func token() -> String {
        let positive: String
        switch random.pick([0, 0, 0, 1, 1, 2, 3]) {
        case 0: positive = "interface-name:" + random.pick(Self.globs)
        case 1: positive = random.pick(Self.properties)
        case 2: positive = random.pick(["*", "*", "eth0", "**", "ab:cd", "averylongname1234"])
        default: return MatchGenerator.token(&random)
        }
        return random.chance(45) ? "except:" + positive : positive
    }

    private static let globs = [
        "cali*", "c*", "*a*", "*a?i*", "*zz", "eth*", "eth0", "eth?", "tunl*", "tun*", "tunl0", "vxlan.calico", "vx*",
        "*.calico", "=cali*", "cali\\\\,*", "cali\\;", "calié*", "é*", "ca\\sli*", "br0", "docker*", "?*", "*0", "lo",
        " cali*", "eth1 # x", "\"cali*\"", "*i*o", "cali12345678901*",
    ]

    private static let properties = [
        "type:ethernet", "type:vxlan", "type:iptunnel", "type:wifi", "type:bridge", "type:veth", "type:vx*", "type:gsm",
        "driver:veth", "driver:vxlan", "driver:ipip", "driver:ixgbe", "driver:ix/5.*", "driver:v*/*", "driver:veth/1.?",
        "driver:/", "mac:02:00:00:00:00:01", "mac:02-00-00-00-00-02", "mac:02:00:00", "02:00:00:00:00:03",
        "dhcp-plugin:internal", "dhcp-plugin:dhclient", "s390-subchannels:0.0.1000",
        "s390-subchannels:0.0.1000\\,0.0.1001",
    ]
}
