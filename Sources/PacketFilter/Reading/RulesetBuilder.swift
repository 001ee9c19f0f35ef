import CLinux
import Netlink

/// Puts a ruleset together from the messages in which nf_tables lists it, in this order: tables, chains, rules, sets,
/// elements.
struct RulesetBuilder {
    /// A set that is there: what the kernel is asked for its elements with.
    struct NamedSet {
        let key: Chain.Key
        /// The family, `NFPROTO_…`.
        let family: UInt8
        /// `NFT_SET_…`.
        let flags: UInt32
        /// How many bytes each field of a concatenation has; empty where the kernel does not say, as before Linux 5.6.
        let fields: [Int]
    }

    /// The chains, of x_tables too.
    var chains: [Chain] = []
    /// The sets that rules look up, as far as they were listed.
    private(set) var namedSets: [NamedSet] = []
    private var indexes: [Chain.Key: Int] = [:]
    /// A dormant table has its chains and rules, and no packet sees them.
    private var dormant: Set<Table> = []
    private var wanted: Set<Chain.Key> = []
    /// Sets that packets change: what is in them now says little.
    private var changed: Set<Chain.Key> = []
    private var elements: [Chain.Key: [NetlinkAttributes]] = [:]

    /// Nothing was listed.
    init() {}

    /// Takes in a message; those about anything else are left out.
    mutating func add(_ message: NetlinkMessage) {
        // The upper byte is the subsystem.
        guard Int32(message.type >> UInt8.bitWidth) == NFNL_SUBSYS_NFTABLES else { return }
        switch nf_tables_msg_types(rawValue: UInt32(UInt8(truncatingIfNeeded: message.type))) {
        case NFT_MSG_NEWTABLE: addTable(message)
        case NFT_MSG_NEWCHAIN: addChain(message)
        case NFT_MSG_NEWRULE: addRule(message)
        case NFT_MSG_NEWSET: addSet(message)
        case NFT_MSG_NEWSETELEM: addElements(message)
        default: break
        }
    }

    private mutating func addTable(_ message: NetlinkMessage) {
        let flags = message.attributes(after: nfgenmsg.self)[NFTA_TABLE_FLAGS]?.network32 ?? 0
        guard flags & NFT_TABLE_F_DORMANT.rawValue != 0, let table = Table(message, NFTA_TABLE_NAME) else { return }
        dormant.insert(table)
    }

    private mutating func addChain(_ message: NetlinkMessage) {
        guard let chain = Chain(message), !dormant.contains(chain.table) else { return }
        indexes[Chain.Key(chain.table, chain.name)] = chains.count
        chains.append(chain)
    }

    private mutating func addRule(_ message: NetlinkMessage) {
        let attributes = message.attributes(after: nfgenmsg.self)
        guard let table = Table(message, NFTA_RULE_TABLE), let name = attributes[NFTA_RULE_CHAIN]?.text,
            let index = indexes[Chain.Key(table, name)]
        else { return }
        let rule = Rule(attributes)
        chains[index].rules.append(rule)
        for expression in rule.expressions {
            if let name = expression.setName { wanted.insert(Chain.Key(table, name)) }
            if let name = expression.changedSetName { changed.insert(Chain.Key(table, name)) }
        }
    }

    private mutating func addSet(_ message: NetlinkMessage) {
        let attributes = message.attributes(after: nfgenmsg.self)
        guard let header = message.header(nfgenmsg.self), let table = Table(message, NFTA_SET_TABLE),
            let name = attributes[NFTA_SET_NAME]?.text, wanted.contains(Chain.Key(table, name))
        else { return }
        namedSets.append(
            NamedSet(
                key: Chain.Key(table, name), family: header.nfgen_family,
                flags: attributes[NFTA_SET_FLAGS]?.network32 ?? 0, fields: Self.fields(attributes)))
    }

    private static func fields(_ set: NetlinkAttributes) -> [Int] {
        let fields = set[NFTA_SET_DESC]?.attributes[NFTA_SET_DESC_CONCAT]?.attributes ?? NetlinkAttributes()
        let lengths = fields.map { $0.attribute.attributes[NFTA_SET_FIELD_LEN]?.network32.map(Int.init) ?? 0 }
        return lengths.allSatisfy { (1...Registers.size).contains($0) } ? lengths : []
    }

    private mutating func addElements(_ message: NetlinkMessage) {
        let attributes = message.attributes(after: nfgenmsg.self)
        guard let table = Table(message, NFTA_SET_ELEM_LIST_TABLE),
            let name = attributes[NFTA_SET_ELEM_LIST_SET]?.text
        else { return }
        elements[Chain.Key(table, name), default: []].append(attributes)
    }

    /// Whether rules look anything up.
    var wantsSets: Bool { !wanted.isEmpty }

    /// The numbers of the sets of ip_set that rules look up, but for those of Calico's chains, which nobody follows and
    /// whose sets may be long.
    var wantedIPSets: Set<UInt16> {
        var numbers: Set<UInt16> = []
        for chain in chains where !Chain.isCalicos(chain.name) {
            for rule in chain.rules { numbers.formUnion(rule.expressions.lazy.compactMap(\.ipsetIndex)) }
        }
        return numbers
    }

    /// What was listed.
    func ruleset(ipsets: [UInt16: IPSet]) -> Ruleset {
        let sets = namedSets.map { set in
            (
                set.key,
                NFTSet(
                    flags: set.flags, fields: set.fields, elements[set.key] ?? [],
                    isChanged: changed.contains(set.key))
            )
        }
        return Ruleset(
            chains: chains, sets: Dictionary(sets, uniquingKeysWith: { _, last in last }), ipsets: ipsets)
    }
}
