import Node
import PacketFilter

/// The addresses that hosts behind an interface may have, as far as the node's routes tell.
///
/// What the node reaches by another interface does not come in by this one: networks of containers, of virtual
/// machines, of the node's own pods. Addresses of 169.254.0.0/16 are nobody's beyond a link: RFC 3927.
struct FarAddresses {
    /// All of them, with too many for those that the parts leave out.
    let all: PacketAddress
    /// The same in parts that have nothing in common, without the addresses that are behind other interfaces.
    let parts: [PacketAddress]

    /// More parts are not told apart: each is a packet of its own to follow.
    private static let limit = 24

    /// - Parameter interfaces: those that the hosts are behind.
    init(behind interfaces: [String], _ networks: [RoutedNetwork], isIPv6: Bool) {
        all = .any(isIPv6: isIPv6)
        let own = networks.filter { interfaces.contains($0.interface) }
        var others = networks.filter { network in
            !interfaces.contains(network.interface) && !own.contains { $0.isWithin(network) }
        }
        if !isIPv6 { others.append(RoutedNetwork([169, 254, 0, 0], prefix: 16, interface: "")) }
        // Wide ones first: what is within them is left out with them.
        others.sort { $0.prefix < $1.prefix }
        var parts = [all]
        for network in others {
            let rest = parts.flatMap { $0.without(network: network.address, prefix: network.prefix) }
            guard rest.count <= Self.limit else { break }
            parts = rest
        }
        self.parts = parts
    }

    /// One address, or those of a network.
    init(_ address: PacketAddress) { (all, parts) = (address, [address]) }

    /// What becomes of packets with these addresses: all at once, and where that is not certain part by part.
    func outcome(or doubt: String, _ follow: (PacketAddress) -> Evaluation.Outcome) -> Evaluation.Outcome {
        let whole = follow(all)
        guard case .uncertain = whole, parts != [all] else { return whole }
        let outcome = Evaluation.Outcome.agreed(parts.map(follow), or: doubt)
        // Where they do not settle it, all at once name the rules that ask for the address.
        if case .uncertain = outcome { return whole }
        return outcome
    }
}
