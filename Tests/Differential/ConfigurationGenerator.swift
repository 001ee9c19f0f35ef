import Foundation

/// Makes random machines: files in every place, with everything that has a meaning, and much that only seems to have
/// one.
struct ConfigurationGenerator {
    var random: Randomness

    mutating func make() -> Case {
        var files: [Case.File] = []
        let scale = random.pick([1, 1, 2, 3, 4])
        for (folder, most) in [
            ("/usr/lib/NetworkManager/conf.d", 2), ("/run/NetworkManager/conf.d", 2), ("/etc/NetworkManager/conf.d", 3),
        ] {
            for _ in 0..<Int.random(in: 0...(most * scale / 2 + 1), using: &random) {
                files.append(file(in: folder))
            }
        }
        if random.chance(60) {
            files.append(.init(path: "/etc/NetworkManager/NetworkManager.conf", kind: .lines(contents())))
        }
        if random.chance(6) {
            files.append(.init(path: "/etc/NetworkManager/nm-system-settings.conf", kind: mainKind()))
        }
        var made = Case(files: files)
        if random.chance(30) {
            made.files.append(
                .init(path: "/var/lib/NetworkManager/NetworkManager-intern.conf", kind: .lines(intern())))
        }
        if random.chance(15) { addOptions(to: &made) }
        if random.chance(30) { made.environment["NM_CONFIG_ENABLE_TAG"] = random.pick(["lab", "lab2", "", "a b"]) }
        if random.chance(8) { damage(&made) }
        // A name can come up twice: the later one stands.
        var seen: Set<String> = []
        made.files = made.files.reversed().filter { seen.insert($0.path).inserted }.reversed()
        return made
    }

    /// One byte of one file becomes another.
    private mutating func damage(_ made: inout Case) {
        guard let file = made.files.indices.randomElement(using: &random),
            case .lines(var lines) = made.files[file].kind,
            let line = lines.indices.randomElement(using: &random),
            let byte = lines[line].indices.randomElement(using: &random)
        else { return }
        lines[line][byte] = random.pick([0, 9, 11, 13, 32, 61, 91, 93, 92, 44, 35, 0x80, 0xC3, 0xFF, 64, 43, 45])
        made.files[file].kind = .lines(lines)
    }

    private mutating func addOptions(to made: inout Case) {
        if random.chance(40) {
            let path = "/run/NetworkManager/differential/main.conf"
            made.arguments += random.chance(50) ? ["--config", path] : ["--config=\(path)"]
            if random.chance(90) { made.files.append(.init(path: path, kind: mainKind())) }
        }
        if random.chance(30) {
            let folder = random.pick([
                "/run/NetworkManager/differential/conf.d", "relative", "", "/run/NetworkManager/conf.d",
            ])
            made.arguments.append("--config-dir=\(folder)")
            if folder == "/run/NetworkManager/differential/conf.d" { made.files.append(file(in: folder)) }
        }
        if random.chance(30) {
            made.arguments += [
                "--system-config-dir",
                random.pick([
                    "/run/NetworkManager/differential/lib", "relative", "/etc/NetworkManager/conf.d",
                    "/run/NetworkManager/conf.d",
                ]),
            ]
            made.files.append(file(in: "/run/NetworkManager/differential/lib"))
        }
        if random.chance(30) { made.arguments.append("--plugins=" + random.pick(["keyfile", "", "ifupdown,keyfile"])) }
        if random.chance(10) { made.arguments.append("--configure-and-quit=initrd") }
        if random.chance(10) { made.arguments.append("--intern-config=/run/NetworkManager/differential/intern") }
    }

    private mutating func mainKind() -> Case.File.Kind {
        random.chance(5) ? .directory : .lines(contents())
    }

    private mutating func file(in folder: String) -> Case.File {
        let name = random.pick([
            "a.conf", "b.conf", "c.conf", "10-x.conf", "9-x.conf", "Z.conf", ".hid.conf", ".conf", "a b.conf", "ä.conf",
            "calico.conf", "rke2-canal.conf", "99-z.conf", "x.conf~", "x.CONF", "x.conf.rpmnew", "README",
            ".x.conf.swp",
        ])
        let path = folder + "/" + name
        if random.chance(1) { return .init(path: path, kind: .directory) }
        if random.chance(1) {
            return .init(path: path, kind: .link(to: random.pick(["nowhere", "/dev/null", "a.conf"])))
        }
        if random.chance(4) { return .init(path: path, kind: .lines([])) }
        return .init(path: path, kind: .lines(contents()))
    }

    // MARK: Lines

    private mutating func contents() -> [[UInt8]] {
        var lines: [[UInt8]] = []
        if random.chance(6) { lines += [bytes("[.config]"), bytes("enable=" + enable())] }
        for _ in 0..<random.pick([1, 1, 1, 2, 2, 3, 4]) {
            let group = random.pick(Self.groups)
            lines.append(bytes(random.pick(["[\(group)]", "[\(group)]", "[\(group)]", " [\(group)]\t"])))
            for _ in 0..<random.pick([0, 1, 1, 1, 2, 2, 3, 4]) { lines.append(line(in: group)) }
        }
        if random.chance(3) { lines.insert(broken(), at: Int.random(in: 0...lines.count, using: &random)) }
        if random.chance(95) { lines.append([]) }
        if random.chance(4) { lines = lines.map { $0 + [13] } }
        return lines
    }

    static let groups = [
        "keyfile", "keyfile", "keyfile", "keyfile", "keyfile", "keyfile", "main", "main", "device", "device-a",
        "device-b", "device.c",
        "deviceX", "device-a ", "connection", "connection-x", "connection.y", "logging", "connectivity", "ifupdown",
        "Keyfile",
        "unknown", ".intern.x", ".config", "global-dns", "global-dns-domain-a.b", ".test-append-stringlist",
        "k\u{e4}yfile",
    ]

    private mutating func key(in group: String) -> String {
        if random.chance(6) {
            return random.pick([
                ";x", "x y", "unknown", ".was.unmanaged-devices", ".set.unmanaged-devices", ".was", ".was.", "Managed",
                "k[de]",
                "k[C]", "Encoding", "unmanaged-devices ", "+", "-", "x+", "\u{e4}",
            ])
        }
        if group.hasPrefix("device") {
            return random.pick([
                "match-device", "match-device", "managed", "stop-match", "allowed-connections", "wifi.backend",
            ])
        }
        if group.hasPrefix("connection") && group != "connectivity" {
            return random.pick(["match-device", "stop-match", "ipv4.route-metric"])
        }
        switch group {
        case "keyfile", "Keyfile":
            return random.pick(["unmanaged-devices", "unmanaged-devices", "unmanaged-devices", "path", "hostname"])
        case "main":
            return random.pick([
                "plugins", "plugins", "no-auto-default", "ignore-carrier", "assume-ipv6ll-only", "debug", "dns",
                "configure-and-quit",
            ])
        case "logging": return random.pick(["domains", "domains", "level", "backend"])
        case "connectivity": return random.pick(["uri", "interval", "enabled"])
        case ".config": return "enable"
        case ".test-append-stringlist": return random.pick(["val1", "val2"])
        case "ifupdown": return "managed"
        default: return random.pick(["unmanaged-devices", "x", "options", "servers"])
        }
    }

    private mutating func line(in group: String) -> [UInt8] {
        if random.chance(4) { return bytes(random.pick(["# a comment", " # x=y", "", "   ", "#", "\t"])) }
        let key = key(in: group)
        let sign = random.pick([
            "=", "=", "=", "+=", "+=", "+=", "-=", " = ", "= ", " += ", "+ =", "- = ", "+\t=", "=\t",
        ])
        var value: [UInt8]
        switch key {
        case "managed", "stop-match", "enabled":
            value = bytes(random.pick(["0", "1", "yes", "no", "banana", "", "TRUE", " off ", "\\s1"]))
        case "enable": value = bytes(enable())
        case "configure-and-quit": value = bytes(random.pick(["yes", "no", "initrd", "maybe", "", " initrd "]))
        default: value = list()
        }
        if random.chance(2) { value += bytes(" # comment") }
        return bytes(key + sign) + value
    }

    private mutating func enable() -> String {
        let tokens = [
            "true", "false", "1", "0", "yes", "OFF", "", "2", "*", "nm-version:1.42", "nm-version-min:1.30",
            "nm-version-min:1.40.2",
            "nm-version-max:1.52", "nm-version:1", "nm-version-max:1.42.4", "nm-version-min:1.58.1",
            "nm-version:1.52.1.0",
            "NM-VERSION:1.30", "nm-version: 1.42 ", "nm-version:1..2", "nm-version:", "nm-version-min:1.99999",
            "env:lab", "env:lab2", "env:",
            "env:a b", "except:nm-version:1.42", "except:env:lab", "except:", "except:*", "nm-version-min:2",
            "nm-version-max:1",
        ]
        let count = random.pick([1, 1, 1, 2, 3])
        return (0..<count).map { _ in random.pick(tokens) }.joined(separator: random.pick([",", ";", ", "]))
    }

    private mutating func broken() -> [UInt8] {
        random.pick([
            bytes("rubbish"), bytes("[keyfile"), bytes("=x"), bytes("[]"), [0xEF, 0xBB, 0xBF] + bytes("[keyfile]"),
            bytes("[a[b]"),
            bytes("[a]]"), bytes("k[=1"), bytes("Encoding=latin1"), bytes("Encoding=utf-8"), bytes("k[de=1"),
            bytes("[a] x"), bytes("\\"),
            [0xFF, 0xFE], bytes("k]=1"), [UInt8(ascii: "["), 0xFF, UInt8(ascii: "]")], [0],
            bytes("a") + [0] + bytes("=b"), [11, 12],
        ])
    }

    private mutating func list() -> [UInt8] {
        var value: [UInt8] = []
        let count = random.pick([0, 1, 1, 1, 2, 2, 3, 5])
        for _ in 0..<count {
            value += bytes(MatchGenerator.token(&random))
            value += bytes(random.pick([",", ";", ",", ";", ", ", " ;", ",,", ";,"]))
        }
        if !value.isEmpty, random.chance(80) { value.removeLast() }
        if random.chance(6) {
            let position = Int.random(in: 0...value.count, using: &random)
            value.insert(
                contentsOf: random.pick([
                    [32], [9], [92], [0xFF], [0xC3, 0xA4], [92, 115], [92, 44], [34], [92, 92], [11], [0xC3],
                ]), at: position)
        }
        return value
    }

    private mutating func intern() -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for _ in 0..<random.pick([1, 2, 3]) {
            let group = random.pick([
                "keyfile", "keyfile", "main", "device-a", "device-new", ".intern.x", ".intern.device-manage-cali0",
                ".config", "connection-z",
            ])
            lines.append(bytes("[\(group)]"))
            for _ in 0..<random.pick([0, 1, 2, 3]) {
                let key = group.hasPrefix(".intern") ? random.pick(["managed", "match-device", "x"]) : key(in: group)
                let mark = group.hasPrefix(".intern") ? "" : random.pick([".was.", ".set.", ".was.", ".set.", ""])
                let value = random.pick([bytes("interface-name:a"), bytes("1"), bytes(""), list()])
                lines.append(bytes(mark + key + "=") + value)
                if mark == ".was.", random.chance(60) { lines.append(bytes(".set." + key + "=") + list()) }
            }
        }
        if random.chance(3) { lines.append(broken()) }
        return lines + [[]]
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}
