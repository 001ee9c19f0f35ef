public import Base
import KeyFile
public import NetworkManagerConfiguration
import Node
public import SystemPackage

/// A stored connection profile of NetworkManager's, as far as it says which interfaces it is for: nm-settings(5).
public struct ConnectionProfile: Hashable, Sendable {
    /// Whether a profile is for an interface.
    public enum Aim: Hashable, Sendable {
        /// For others.
        case none
        /// It names it, or a glob for it.
        case named
        /// It names no interface, and so is for each one of its type.
        case any
    }

    /// The file.
    public let path: FilePath
    /// Whether NetworkManager activates it by itself.
    public let connectsByItself: Bool
    /// The line that says which interfaces it is for; the file alone where none does.
    public let evidence: Evidence

    private let type: String
    private let interfaceName: String?
    /// `match.interface-name`: globs, with `!`, `&` or `|` in front.
    private let globs: [String]
    /// Whether it asks for an address, a bus or a driver, none of which a virtual interface has.
    private let asksForHardware: Bool

    /// Whether it is for an interface that need not be there.
    public func aim(at name: String, _ kind: InterfaceKind) -> Aim {
        guard Self.types(of: kind).contains(type), !asksForHardware else { return .none }
        if let interfaceName { return interfaceName == name ? .named : .none }
        // Other virtual interfaces are made by their profile, which must name them.
        guard kind == .veth || kind == .unknown else { return .none }
        return globs.isEmpty ? .any : isMatched(name) ? .named : .none
    }

    private static func types(of kind: InterfaceKind) -> [String] {
        let ethernet = ["802-3-ethernet", "ethernet", "veth", ""]
        switch kind.rawValue {
        case "veth": return ethernet
        case "ipip": return ["ip-tunnel"]
        case "unknown": return ethernet + ["ip-tunnel", "vxlan", "wireguard"]
        case let other: return [other]
        }
    }

    /// Those with `&` or `!` must all hold, one of the others must: `nm_wildcard_match_check()`.
    private func isMatched(_ name: String) -> Bool {
        var (hasOptional, isMet) = (false, false)
        for glob in globs {
            let isMandatory = glob.hasPrefix("&") || glob.hasPrefix("!")
            var text = glob.drop { $0 == "&" || $0 == "|" }
            let isInverted = text.hasPrefix("!")
            text = text.drop { $0 == "!" }
            let holds = Glob(RawText(String(text))).matches(RawText(name)) != isInverted
            if isMandatory {
                if !holds { return false }
            } else {
                (hasOptional, isMet) = (true, isMet || holds)
            }
        }
        return isMet || !hasOptional
    }
}

extension ConnectionProfile {
    /// Reads a key file; nil where it is none that NetworkManager would take.
    init?(keyFile bytes: [UInt8], at path: FilePath) {
        // NetworkManager passes over what cannot be parsed, and says so in its log.
        guard let file = try? KeyFile(parsing: bytes), let connection = file.group("connection") else { return nil }
        func text(_ group: RawText, _ key: RawText) -> String? { file.group(group)?.value(of: key)?.description }
        let globs = text("match", "interface-name") ?? ""
        let line =
            connection.lastEntry(of: "interface-name") ?? file.group("match")?.lastEntry(of: "interface-name")
            ?? connection.lastEntry(of: "type")
        self.path = path
        type = text("connection", "type") ?? ""
        interfaceName = text("connection", "interface-name").flatMap { $0.isEmpty ? nil : $0 }
        connectsByItself = !["false", "no", "0"].contains(text("connection", "autoconnect")?.lowercased() ?? "true")
        self.globs = globs.split { $0 == ";" || $0 == "," || $0 == " " }.map(String.init)
        asksForHardware =
            ["ethernet", "802-3-ethernet", "wired"].contains { text(RawText($0), "mac-address")?.isEmpty == false }
            || ["path", "driver", "kernel-command-line"].contains { text("match", RawText($0))?.isEmpty == false }
        evidence = Evidence(path, line: line?.line, line.map { "\($0.key)=\($0.value)" } ?? "is a profile")
    }

    /// Reads an ifcfg file; nil where it is for no Ethernet interface.
    init?(ifcfg bytes: [UInt8], at path: FilePath) {
        var (values, device): ([String: String], Evidence?) = ([:], nil)
        for (index, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            let text = String(decoding: line, as: UTF8.self).filter { $0 != "\"" && $0 != "'" && $0 != "\r" }
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, !text.hasPrefix("#") else { continue }
            values[parts[0]] = parts[1]
            if parts[0] == "DEVICE" { device = Evidence(path, line: index + 1, text) }
        }
        guard ["ethernet", ""].contains(values["TYPE"]?.lowercased() ?? ""), values["DEVICE"] != "lo" else {
            return nil
        }
        self.path = path
        (type, globs, interfaceName) = ("802-3-ethernet", [], values["DEVICE"])
        connectsByItself = !["no", "false", "0"].contains(values["ONBOOT"]?.lowercased() ?? "yes")
        asksForHardware = values["HWADDR"] != nil || values["SUBCHANNELS"] != nil
        evidence = device ?? Evidence(path, "is a profile")
    }
}
