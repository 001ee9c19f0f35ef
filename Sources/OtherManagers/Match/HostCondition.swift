import Base
import Glibc

/// What a [Match] section asks of the machine: `condition_test()` in src/shared/condition.c.
struct HostCondition: Hashable {
    enum Kind: String, CaseIterable {
        case host = "Host"
        case virtualization = "Virtualization"
        case commandLine = "KernelCommandLine"
        case kernelVersion = "KernelVersion"
        case architecture = "Architecture"
        case firmware = "Firmware"
        case credential = "Credential"

        /// Whether a version of systemd has it.
        func isKnown(to version: Int, isLinkFile: Bool) -> Bool {
            switch self {
            case .host, .virtualization, .commandLine, .kernelVersion, .architecture: true
            case .firmware: version >= (isLinkFile ? 251 : 249)
            case .credential: version >= 252
            }
        }
    }

    let kind: Kind
    let parameter: String
    let isInverted: Bool

    init(_ kind: Kind, _ value: String) {
        self.kind = kind
        isInverted = value.hasPrefix("!")
        parameter = isInverted ? String(value.dropFirst()) : value
    }

    func holds(on host: HostTraits, _ version: Int) -> Answer {
        guard let answer = plain(host) else { return .no }
        return isInverted ? !answer : answer
    }

    private func plain(_ host: HostTraits) -> Answer? {
        switch kind {
        case .host: Self.isHost(parameter, host)
        case .virtualization: Self.isVirtual(parameter, host.virtualization)
        case .commandLine: host.commandLine.map { Answer(Self.contains($0, parameter)) } ?? .unknown
        case .kernelVersion: kernelVersion(host)
        case .architecture:
            parameter == "native" ? .yes : host.architecture.map { Answer($0 == parameter) } ?? .unknown
        case .firmware, .credential: .unknown
        }
    }

    /// FNM_CASEFOLD, a GNU extension.
    private static let caseFold: Int32 = 1 << 4

    /// By the installation's number, or by a glob for the name.
    private static func isHost(_ parameter: String, _ host: HostTraits) -> Answer {
        let digits = parameter.filter { $0 != "-" }.lowercased()
        if digits.utf8.count == 32, digits.allSatisfy(\.isHexDigit) {
            return host.machineID.map { Answer($0.lowercased() == digits) } ?? .unknown
        }
        return host.name.map { Answer(fnmatch(parameter, $0, caseFold) == 0) } ?? .unknown
    }

    private func kernelVersion(_ host: HostTraits) -> Answer? {
        guard let release = host.kernelRelease else { return .unknown }
        return KernelComparison.holds(parameter, for: release)
    }

    private static let containers: Set<String> = [
        "systemd-nspawn", "lxc-libvirt", "lxc", "openvz", "docker", "podman", "rkt", "wsl", "proot", "pouch",
        "container-other",
    ]

    private static func isVirtual(_ parameter: String, _ candidates: [String]?) -> Answer {
        // Whether users are private is not looked for.
        guard let candidates, parameter != "private-users" else { return .unknown }
        return Trait.oneOf(candidates).answer { candidate in
            let name = candidate ?? "none"
            if let wanted = parameter.systemdBoolean { return wanted == (name != "none") }
            switch parameter {
            case "vm": return name != "none" && !containers.contains(name)
            case "container": return containers.contains(name)
            default: return name != "none" && name == parameter
            }
        }
    }

    /// A word of the command line, or a word before its "=".
    private static func contains(_ line: String, _ parameter: String) -> Bool {
        Words(line, .quoted).words.contains { word in
            guard !parameter.contains("=") else { return word == parameter }
            return word == parameter || word.hasPrefix(parameter + "=")
        }
    }
}
