import Base

/// A rule of firewalld's rich language, firewalld.richlanguage(5), as far as it decides about a port.
struct RichRule {
    /// As firewalld writes it.
    let text: String
    /// Lower ones are asked first; 0 for those that say nothing.
    let priority: Int
    private let words: [Substring]

    init(_ text: String) {
        self.text = text
        words = text.split(separator: " ")
        priority = Self.value("priority", in: words).flatMap { Int($0) } ?? 0
    }

    var isRefusal: Bool { words.contains("drop") || words.contains("reject") }
    var isAcceptance: Bool { words.contains("accept") }

    /// Whether the rule is about packets to a port; "unknown" where it also asks for something that is not known.
    func concerns(_ packet: FirewalldPacket) -> Answer {
        let transport = packet.transport
        let all = scope(packet)
        guard all != .no else { return .no }
        if words.contains("port") {
            guard transport != "ip", value("protocol") == transport, let ports = value("port"),
                FirewalldZone.range(ports)?.contains(packet.number) == true
            else { return .no }
            return all
        }
        if words.contains("source-port") { return value("protocol") == transport ? .unknown : .no }
        if words.contains("protocol") {
            let name = value("value") ?? ""
            return name == transport || (transport == "ip" && FirewalldZone.names(of: packet.number).contains(name))
                ? all : .no
        }
        if words.contains("service") {
            guard let name = value("name") else { return .unknown }
            return name == "bgp" ? (packet.number == 179 && transport == "tcp" ? all : .no) : .no
        }
        let others = ["icmp-block", "icmp-type", "masquerade", "forward-port"]
        return others.contains { words.contains($0[...]) } ? .no : all
    }

    /// Whether the rule is about such packets at all, whatever their port.
    func scope(_ packet: FirewalldPacket) -> Answer {
        if let family = value("family"), family != (packet.isIPv6 ? "ipv6" : "ipv4") { return .no }
        return ["source", "destination", "limit"].contains { words.contains($0[...]) } ? .unknown : .yes
    }

    /// Where the rule sends packets to a port; nil where it is about others.
    var forwarding: FirewalldZone.Forwarding? {
        guard words.contains("forward-port") else { return nil }
        return FirewalldZone.Forwarding(
            [
                value("port"), value("protocol"), value("to-port"), value("to-addr"),
            ].map { $0 ?? "" })
    }

    private func value(_ key: String) -> String? { Self.value(key, in: words) }

    /// The value of `key="value"`, the last of its name: a source's address comes before a protocol's value.
    private static func value(_ key: String, in words: [Substring]) -> String? {
        words.last { $0.hasPrefix(key + "=") }.map { word in String(word.dropFirst(key.count + 1).filter { $0 != "\"" })
        }
    }
}
