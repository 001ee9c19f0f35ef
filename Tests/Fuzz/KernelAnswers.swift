#if DEBUG || FUZZING
    import Base
    import CLinux

    @testable import Netlink
    @testable import PacketFilter

    /// A list of links: what is read out of a message is in it.
    func fuzzLinks(_ bytes: [UInt8]) {
        guard let messages = NetlinkMessage.all(in: bytes[...]) else { return }
        let header = MemoryLayout<nlmsghdr>.size
        claim(messages.reduce(0) { $0 + header + $1.payload.count } <= bytes.count, "messages made of nothing")
        for message in messages {
            guard let device = VXLANDevice(message) else { continue }
            claim(device.name.utf8.count <= 3 * message.payload.count, "a name made of nothing: \(device)")
            claim(device.clash(with: device) != nil, "no clash with itself: \(device)")
        }
    }

    /// The lists of nf_tables, one behind the other: put together as they are read, and packets followed through them.
    func fuzzRuleset(_ bytes: [UInt8]) {
        guard let messages = NetlinkMessage.all(in: bytes[...]) else { return }
        var builder = RulesetBuilder()
        for message in messages { builder.add(message) }
        claim(builder.chains.count <= messages.count, "chains made of nothing")
        claim(builder.namedSets.count <= messages.count, "sets made of nothing")
        follow(builder.ruleset(ipsets: [:]))
        // The elements of all sets taken for those of one, of each kind.
        let elements = messages.map { $0.attributes(after: nfgenmsg.self) }
        let kinds: [[nft_set_flags]] = [
            [], [NFT_SET_INTERVAL], [NFT_SET_MAP], [NFT_SET_INTERVAL, NFT_SET_MAP], [NFT_SET_TIMEOUT],
            [NFT_SET_INTERVAL, NFT_SET_CONCAT],
        ]
        for kind in kinds {
            let set = NFTSet(flags: kind.reduce(0) { $0 | $1.rawValue }, elements, isChanged: false)
            claim(set.elements.count <= bytes.count, "elements made of nothing")
        }
    }

    /// What is known of a table, and its entries: packets are followed through its chains.
    func fuzzXTables(_ bytes: [UInt8]) {
        guard let info = bytes.load(ipt_getinfo.self) else { return }
        let entries = Array(bytes.dropFirst(MemoryLayout<ipt_getinfo>.size))
        for isIPv6 in [false, true] {
            guard let name = XTableName("filter", isIPv6: isIPv6), let chains = XTable(name, info, entries).chains
            else { continue }
            // An entry is at least as long as its header; chains that begin at the same place share rules.
            for chain in chains {
                claim(
                    chain.rules.count <= entries.count / MemoryLayout<ipt_entry>.size,
                    "rules made of nothing: \(chain.name)")
            }
            follow(Ruleset(chains: chains))
        }
    }

    /// A packet comes to an end, and what drops it is a rule that there is.
    private func follow(_ ruleset: Ruleset) {
        let packet = Packet(.incoming, .tcp, number: 179, interface: Packet.Interface(name: "eth0", index: 2))
        var evaluation = Evaluation(ruleset, packet, by: Deadline(after: .seconds(5)))
        guard case .closed(let rules) = evaluation.run().outcome else { return }
        claim(rules.allSatisfy { ruleset.tableNames.contains($0.table.name) }, "rules made of nothing: \(rules)")
    }
#endif
