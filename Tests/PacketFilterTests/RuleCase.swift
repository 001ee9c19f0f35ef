import Base

@testable import PacketFilter

/// A recorded rule, and what it must come to for each of the packets.
struct RuleCase {
    /// The packets, in the order of the answers: to this node by eth0, the last from a sender that is not known.
    static let packets = [
        Packet(.incoming, .tcp, number: 179, interface: eth0, own: node, peer: peer),
        Packet(.incoming, .udp, number: 4789, interface: eth0, own: node, peer: peer),
        Packet(.incoming, .ip, number: 4, interface: eth0, own: node, peer: peer),
        Packet(.incoming, .tcp, number: 179, isIPv6: true, interface: eth0, own: node6, peer: peer6),
        Packet(.incoming, .tcp, number: 179, interface: eth0, own: node),
    ]

    private static let (node, peer): ([UInt8], [UInt8]) = ([192, 0, 2, 5], [192, 0, 2, 1])
    private static let prefix6: [UInt8] = [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11)
    private static let (node6, peer6) = (prefix6 + [5], prefix6 + [1])
    /// `eth0` of the namespace in which the rules were recorded.
    private static let eth0 = Packet.Interface(name: "eth0", index: 3, type: 1)

    /// The table and chain.
    let chain: String
    /// One of `y`, `n`, `p` and `?` for each packet, `-` where it is not asked.
    let answers: [Character]
    /// As it was given to nft or iptables.
    let rule: String

    /// The cases of a file in Tests/Fixtures/kernel-answers.
    static func all(in file: String) throws -> [RuleCase] {
        String(decoding: try KernelAnswer.bytes(file), as: UTF8.self).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\t").map(String.init)
            guard !line.hasPrefix("#"), parts.count == 3 else { return nil }
            return RuleCase(chain: parts[0], answers: Array(parts[1]), rule: parts[2])
        }
    }

    /// What a rule comes to for each packet, alone in its chain.
    /// - Parameter chains: that it may jump to.
    static func answers(
        _ rule: Rule, in chain: Chain, _ chains: [Chain] = [], _ builder: RulesetBuilder = RulesetBuilder(),
        ipsets: [UInt16: IPSet] = [:]
    ) -> [Character] {
        var alone = chain
        alone.rules = [rule]
        var ruleset = builder
        ruleset.chains = chains.filter { $0.hook == nil } + [alone]
        let whole = ruleset.ruleset(ipsets: ipsets)
        return packets.map { packet in
            var evaluation = Evaluation(whole, packet, by: Deadline(after: .seconds(30)))
            switch evaluation.run().outcome {
            case .open: return "n"
            case .closed: return "y"
            case .partial: return "p"
            case .uncertain: return "?"
            }
        }
    }
}
