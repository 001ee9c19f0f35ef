import Base

/// Whether the sender's address is the one that its device would give itself: such have two bytes that no others have.
/// Ref: net/ipv6/netfilter/ip6t_eui64.c, eui64_mt6.
struct XTEUI64: Match {
    static let names = ["eui64"]

    init?(_ info: ExtensionInfo) {}

    func matches(_ walk: Walk) -> Answer {
        let source = walk.packet.address(isSource: true)
        guard walk.packet.isIPv6 else { return .no }
        let middle = source[source.startIndex + 11..<source.startIndex + 13]
        return middle.equals([0xFF, 0xFE]) && .unknown
    }

    func reason(_ walk: Walk) -> String { Packet.sender }
}
