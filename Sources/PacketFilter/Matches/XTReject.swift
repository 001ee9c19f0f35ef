/// Drops the packet, and tells the sender or not. Ref: net/ipv4/netfilter/ipt_REJECT.c, reject_tg.
struct XTReject: Target {
    static let names = ["REJECT", "DROP", "TARPIT"]

    init?(_ info: ExtensionInfo) {}

    func apply(to walk: inout Walk) { walk.decide(.drop) }
}
