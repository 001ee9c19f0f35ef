public import Base
import CLinux
public import Netlink

/// Reads the rules of this process's network namespace: with the same requests that `nft list ruleset` and
/// `iptables-legacy` send, and none that changes anything.
///
/// The kernel's own expressions are read and not the words of `nft`: what iptables-nft writes is decided by matches of
/// x_tables, of which the JSON of libnftables tells no more than that there is one.
public struct RulesetReader {
    /// The most bytes of the lists of nf_tables, and of the sets of ip_set.
    private static let (limit, ipsetLimit) = (256 << 20, 64 << 20)
    /// How often the lists are read again that changed in between.
    private static let attempts = 4

    private let deadline: Deadline

    /// - Parameter deadline: for all answers together.
    public init(by deadline: Deadline) { self.deadline = deadline }

    /// Reads the rules.
    /// - Parameters:
    ///   - hasNFTables: whether nf_tables is in the kernel already: the question would load it.
    ///   - xtables: the tables of x_tables that are in use already: to ask for another would load it.
    /// - Throws: `NetlinkError.refused(.notPermitted)` for who lacks CAP_NET_ADMIN.
    public func read(hasNFTables: Bool, xtables: [XTableName]) throws(NetlinkError) -> Ruleset {
        var builder = hasNFTables ? try nfTables() : RulesetBuilder()
        for table in xtables { builder.chains += try XTableSocket(table).chains() }
        return builder.ruleset(ipsets: try ipsets(builder.wantedIPSets))
    }

    private func nfTables() throws(NetlinkError) -> RulesetBuilder {
        var socket = try NetlinkSocket(.netfilter, by: deadline, limit: Self.limit)
        for _ in 0..<Self.attempts {
            var generations: Set<UInt16> = []
            let builder = try nfTables(&socket, &generations)
            if generations.count < 2 { return builder }
        }
        throw .changing
    }

    /// - Parameter generations: of the rules, one for each state that answers told of: lists belong together only where
    ///   nothing changed in between.
    private func nfTables(
        _ socket: inout NetlinkSocket, _ generations: inout Set<UInt16>
    ) throws(NetlinkError) -> RulesetBuilder {
        var builder = RulesetBuilder()
        func list(_ request: NetlinkRequest) throws(NetlinkError) {
            for message in try socket.dump(request) {
                if let header = message.header(nfgenmsg.self) { generations.insert(header.res_id) }
                builder.add(message)
            }
        }
        try list(Self.request(NFT_MSG_GETTABLE))
        try list(Self.request(NFT_MSG_GETCHAIN))
        // Nothing is dropped where there is no chain: rules need not be read then.
        guard !builder.chains.isEmpty else { return builder }
        try list(Self.request(NFT_MSG_GETRULE))
        guard builder.wantsSets else { return builder }
        try list(Self.request(NFT_MSG_GETSET))
        for set in builder.namedSets {
            var request = Self.request(NFT_MSG_GETSETELEM, family: set.family)
            request.append(NFTA_SET_ELEM_LIST_TABLE.rawValue, set.key.table.name)
            request.append(NFTA_SET_ELEM_LIST_SET.rawValue, set.key.name)
            try list(request)
        }
        return builder
    }

    private static func request(_ type: nf_tables_msg_types, family: UInt8 = 0) -> NetlinkRequest {
        .netfilter(NFNL_SUBSYS_NFTABLES, type.rawValue, family: family)
    }

    /// Reads sets of ip_set by the numbers that rules have for them.
    private func ipsets(_ numbers: Set<UInt16>) throws(NetlinkError) -> [UInt16: IPSet] {
        var sets: [UInt16: IPSet] = [:]
        guard !numbers.isEmpty else { return sets }
        var socket = try NetlinkSocket(.netfilter, by: deadline, limit: Self.ipsetLimit)
        for number in numbers {
            guard let name = IPSetName.name(of: number) else { continue }
            var request = NetlinkRequest.netfilter(
                NFNL_SUBSYS_IPSET, IPSET_CMD_LIST.rawValue, family: UInt8(NFPROTO_IPV4))
            request.append(IPSET_ATTR_PROTOCOL, [UInt8(IPSET_PROTOCOL_MIN)])
            request.append(IPSET_ATTR_SETNAME, name)
            sets[number] = IPSet(name, try socket.dump(request).map { $0.attributes(after: nfgenmsg.self) })
        }
        return sets
    }
}

extension NetlinkRequest {
    /// A question to a subsystem of netfilter: linux/netfilter/nfnetlink.h.
    fileprivate static func netfilter(_ subsystem: Int32, _ type: UInt32, family: UInt8) -> NetlinkRequest {
        // The subsystem is the upper byte of the type.
        NetlinkRequest(
            Int(subsystem) << UInt8.bitWidth | Int(type),
            nfgenmsg(nfgen_family: family, version: UInt8(NFNETLINK_V0), res_id: 0))
    }
}
