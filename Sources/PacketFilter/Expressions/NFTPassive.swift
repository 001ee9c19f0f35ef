import Netlink

/// What has no influence on where the packet goes: a count, a log entry, a copy that is sent elsewhere, a label.
struct NFTPassive: Expression {
    static let names = ["counter", "log", "last", "dup", "secmark"]

    init?(_ attributes: NetlinkAttributes) {}

    init() {}

    func evaluate(_ walk: inout Walk) {}
}
