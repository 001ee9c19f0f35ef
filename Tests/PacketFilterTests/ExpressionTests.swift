import Base
import CLinux
import Testing

@testable import Netlink
@testable import PacketFilter

/// Expressions by their attributes, where no recorded rule has them.
@Suite struct ExpressionTests {
    /// An expression of a name, with the attributes that it was told.
    private func expression(_ name: String, _ data: [UInt8] = []) -> any Expression {
        let bytes = attribute(NFTA_EXPR_NAME, Array(name.utf8) + [0]) + attribute(NFTA_EXPR_DATA, data)
        return ExpressionTable.expression(NetlinkAttributes(bytes[...]))
    }

    private func attribute<Type: RawRepresentable<UInt32>>(_ type: Type, _ value: [UInt8]) -> [UInt8] {
        let length = UInt16(4 + value.count)
        return [UInt8](bytesOf: length) + [UInt8](bytesOf: UInt16(type.rawValue)) + value
            + [UInt8](repeating: 0, count: -value.count & 3)
    }

    private func number<Type: RawRepresentable<UInt32>>(_ type: Type, _ value: UInt32) -> [UInt8] {
        attribute(type, [UInt8](bytesOf: value.bigEndian))
    }

    private func value<Type: RawRepresentable<UInt32>>(_ type: Type, _ value: [UInt8]) -> [UInt8] {
        attribute(type, attribute(NFTA_DATA_VALUE, value))
    }

    private static let chain = Chain(Table(.inet, "t"), "c", hook: Chain.Hook(.input, priority: 0))

    /// What expressions come to for TCP 179 over IPv4, with a drop behind them.
    private func answer(_ expressions: any Expression..., sets: [String: NFTSet] = [:]) -> Character {
        var chain = Self.chain
        chain.rules = [Rule(handle: 1, expressions + [NFTImmediate.verdict(.drop)])]
        let keyed = Dictionary(uniqueKeysWithValues: sets.map { (Chain.Key(chain.table, $0.key), $0.value) })
        let ruleset = Ruleset(chains: [chain], sets: keyed)
        var evaluation = Evaluation(ruleset, RuleCase.packets[0], by: Deadline(after: .seconds(30)))
        switch evaluation.run().outcome {
        case .open: return "n"
        case .closed: return "y"
        case .partial: return "p"
        case .uncertain: return "?"
        }
    }

    private func load(_ value: [UInt8]) -> any Expression {
        expression(
            "immediate",
            number(NFTA_IMMEDIATE_DREG, NFT_REG_1.rawValue) + self.value(NFTA_IMMEDIATE_DATA, value))
    }

    private func compare(_ operation: nft_cmp_ops, _ data: [UInt8]) -> any Expression {
        expression(
            "cmp",
            number(NFTA_CMP_SREG, NFT_REG32_00.rawValue) + number(NFTA_CMP_OP, operation.rawValue)
                + value(NFTA_CMP_DATA, data))
    }

    @Test(
        arguments: [
            (NFT_CMP_EQ, [7], [7], "y"), (NFT_CMP_EQ, [7], [8], "n"), (NFT_CMP_NEQ, [7], [8], "y"),
            (NFT_CMP_LT, [1, 2], [1, 3], "y"), (NFT_CMP_LT, [1, 3], [1, 3], "n"), (NFT_CMP_LTE, [1, 3], [1, 3], "y"),
            (NFT_CMP_LTE, [2, 0], [1, 3], "n"), (NFT_CMP_GT, [2, 0], [1, 3], "y"), (NFT_CMP_GT, [1, 3], [1, 3], "n"),
            (NFT_CMP_GTE, [1, 3], [1, 3], "y"), (NFT_CMP_GTE, [0, 9], [1, 3], "n"),
            // The rest of a register's last four bytes is zeros.
            (NFT_CMP_EQ, [7], [7, 0, 0, 0], "y"),
        ] as [(nft_cmp_ops, [UInt8], [UInt8], Character)])
    func `cmp compares bytes as the kernel's memcmp does`(
        operation: nft_cmp_ops, register: [UInt8], data: [UInt8], wanted: Character
    ) {
        #expect(answer(load(register), compare(operation, data)) == wanted)
    }

    @Test func `bitwise masks and flips, and a shift is not understood`() {
        func bitwise(_ mask: [UInt8], _ flip: [UInt8], _ operation: nft_bitwise_ops) -> any Expression {
            expression(
                "bitwise",
                number(NFTA_BITWISE_SREG, NFT_REG_1.rawValue) + number(NFTA_BITWISE_DREG, NFT_REG_1.rawValue)
                    + number(NFTA_BITWISE_OP, operation.rawValue) + value(NFTA_BITWISE_MASK, mask)
                    + value(NFTA_BITWISE_XOR, flip))
        }
        #expect(answer(load([0xF5]), bitwise([0x0F], [0x01], NFT_BITWISE_MASK_XOR), compare(NFT_CMP_EQ, [0x04])) == "y")
        #expect(answer(load([0xF5]), bitwise([0x0F], [0x01], NFT_BITWISE_LSHIFT), compare(NFT_CMP_EQ, [0x04])) == "?")
        #expect(answer(load([0xF5]), bitwise([0x0F], [], NFT_BITWISE_MASK_XOR), compare(NFT_CMP_EQ, [0x04])) == "?")
    }

    @Test func `range holds inside, its contrary outside`() {
        func range(_ operation: nft_range_ops) -> any Expression {
            expression(
                "range",
                number(NFTA_RANGE_SREG, NFT_REG_1.rawValue) + number(NFTA_RANGE_OP, operation.rawValue)
                    + value(NFTA_RANGE_FROM_DATA, [0, 10]) + value(NFTA_RANGE_TO_DATA, [0, 20]))
        }
        for (number, isIn) in [([0, 9], false), ([0, 10], true), ([0, 20], true), ([0, 21], false)] as [([UInt8], Bool)]
        {
            #expect(answer(load(number), range(NFT_RANGE_EQ)) == (isIn ? "y" : "n"))
            #expect(answer(load(number), range(NFT_RANGE_NEQ)) == (isIn ? "n" : "y"))
        }
    }

    @Test func `a set that packets change may have anything in it`() {
        let lookup = expression(
            "lookup", attribute(NFTA_LOOKUP_SET, Array("s\0".utf8)) + number(NFTA_LOOKUP_SREG, NFT_REG_1.rawValue))
        let elements = [NFTSet.Element([7], to: [7])]
        #expect(answer(load([7]), lookup, sets: ["s": NFTSet(elements)]) == "y")
        #expect(answer(load([8]), lookup, sets: ["s": NFTSet(elements)]) == "n")
        #expect(answer(load([8]), lookup, sets: ["s": NFTSet(elements, isWhole: false)]) == "?")
        #expect(answer(load([8]), lookup) == "?")
    }

    @Test(
        arguments: [
            ("queue", "?"), ("masq", "n"), ("secmark", "y"), ("xfrm", "?"), ("", "?"), ("payload", "?"), ("meta", "?"),
            ("ct", "?"),
            ("fib", "?"), ("cmp", "?"), ("range", "?"), ("bitwise", "?"), ("lookup", "?"), ("immediate", "?"),
            ("match", "?"),
            ("target", "?"), ("objref", "?"),
        ] as [(String, Character)])
    func `what was told nothing, or is not known, may hold`(name: String, wanted: Character) {
        #expect(answer(expression(name)) == wanted)
    }

    @Test(
        arguments: [
            (0, nil), (1, 0), (2, 16), (4, 48), (5, nil), (7, nil), (8, 0), (9, 4), (23, 60), (24, nil),
            (UInt32.max, nil),
        ] as [(UInt32, UInt8?)])
    func `registers are found by both of their numbers`(number: UInt32, offset: UInt8?) {
        #expect(Register(number)?.offset == offset)
    }

    @Test func `matches and targets of older iptables are understood, and revisions that are not known may hold`() {
        func match(_ name: String, _ revision: UInt32, _ bytes: [UInt8]) -> any Expression {
            NFTMatch(ExtensionInfo(name: name, revision: revision, bytes: bytes[...]))
        }
        let new = [UInt8](bytesOf: UInt32(NMFENCE_CT_STATE_NEW))
        #expect(answer(match("state", 0, new)) == "y")
        #expect(answer(match("state", 0, [UInt8](bytesOf: UInt32(NMFENCE_CT_STATE_ESTABLISHED)))) == "n")
        #expect(answer(match("state", 9, new)) == "?")
        #expect(answer(match("tcp", 0, [1, 2])) == "?")
        #expect(answer(match("nobody", 0, [])) == "?")
        func target(_ name: String) -> any Expression {
            NFTTarget(ExtensionInfo(name: name, revision: 0, bytes: []))
        }
        #expect(answer(target("ACCEPT")) == "n")
        // The connection has been looked up before.
        #expect(
            answer(target("NOTRACK"), match("state", 0, [UInt8](bytesOf: UInt32(NF_CT_STATE_UNTRACKED_BIT)))) == "n")
        #expect(answer(target("NOBODY")) == "?")
        #expect(answer(target("DNAT")) == "?")
    }
}
