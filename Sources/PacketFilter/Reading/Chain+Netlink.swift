import CLinux
import Netlink

extension Chain {
    /// Reads NFT_MSG_NEWCHAIN. Ref: net/netfilter/nf_tables_api.c, nf_tables_fill_chain_info.
    init?(_ message: NetlinkMessage) {
        let attributes = message.attributes(after: nfgenmsg.self)
        guard let table = Table(message, NFTA_CHAIN_TABLE), let name = attributes[NFTA_CHAIN_NAME]?.text
        else { return nil }
        let hook = attributes[NFTA_CHAIN_HOOK].flatMap { Hook($0.attributes, attributes, table.family) }
        self.init(table, name, hook: hook)
    }
}

extension Chain.Hook {
    /// - Parameters:
    ///   - hook: NFTA_HOOK_…
    ///   - chain: NFTA_CHAIN_…
    fileprivate init?(_ hook: NetlinkAttributes, _ chain: NetlinkAttributes, _ family: Table.Family) {
        guard let number = hook[NFTA_HOOK_HOOKNUM]?.network32, let priority = hook[NFTA_HOOK_PRIORITY]?.network32
        else { return nil }
        let devices = (hook[NFTA_HOOK_DEVS]?.attributes ?? NetlinkAttributes()).map(\.attribute.text)
        self.init(
            Point(number, family), priority: Int32(bitPattern: priority), type: chain[NFTA_CHAIN_TYPE]?.text ?? "",
            dropsByPolicy: chain[NFTA_CHAIN_POLICY]?.network32 == UInt32(NF_DROP),
            devices: devices + [hook[NFTA_HOOK_DEV]?.text].compactMap { $0 })
    }
}

extension Chain.Hook.Point {
    /// By the kernel's number, `NF_INET_…` or for devices `NF_NETDEV_…`.
    fileprivate init(_ number: UInt32, _ family: Table.Family) {
        if family == .netdev {
            self = number == NF_NETDEV_INGRESS.rawValue ? .ingress : .other
            return
        }
        switch nf_inet_hooks(rawValue: number) {
        case NF_INET_PRE_ROUTING: self = .prerouting
        case NF_INET_LOCAL_IN: self = .input
        case NF_INET_FORWARD: self = .forward
        case NF_INET_LOCAL_OUT: self = .output
        case NF_INET_POST_ROUTING: self = .postrouting
        case NF_INET_INGRESS where family == .inet: self = .ingress
        default: self = .other
        }
    }
}
