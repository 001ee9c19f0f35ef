import CLinux
import Netlink

extension Table {
    /// The table that a message is about; nil where it is of a family that sees no packets of IPv4 or IPv6.
    /// - Parameter attribute: the one with its name, such as `NFTA_RULE_TABLE`.
    init?<Type: RawRepresentable<UInt32>>(_ message: NetlinkMessage, _ attribute: Type) {
        guard let header = message.header(nfgenmsg.self), let family = Family(header.nfgen_family),
            let name = message.attributes(after: nfgenmsg.self)[attribute]?.text
        else { return nil }
        self.init(family, name)
    }
}
