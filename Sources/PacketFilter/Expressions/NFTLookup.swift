import Base
import CLinux
import Netlink

/// Holds where a register is in a set, or is not; in a map, the verdict of the element counts. Ref:
/// net/netfilter/nft_lookup.c, nft_lookup_eval.
struct NFTLookup: Expression {
    static let names = ["lookup"]

    private let name: String
    private let from: Register
    private let isInverted: Bool
    private let givesVerdict: Bool

    var setName: String? { name }

    init?(_ attributes: NetlinkAttributes) {
        guard let name = attributes[NFTA_LOOKUP_SET]?.text, let from = attributes.register(NFTA_LOOKUP_SREG)
        else { return nil }
        // A map whose result goes to the register of verdicts decides; any other loads a value.
        let to = attributes[NFTA_LOOKUP_DREG]?.network32
        guard to == nil || to == NFT_REG_VERDICT.rawValue else { return nil }
        (self.name, self.from, givesVerdict) = (name, from, to != nil)
        isInverted = (attributes[NFTA_LOOKUP_FLAGS]?.network32 ?? 0) & NFT_LOOKUP_F_INV.rawValue != 0
    }

    func evaluate(_ walk: inout Walk) {
        let elements = walk.ruleset.sets[Chain.Key(walk.table, name)] ?? NFTSet([], isWhole: false)
        let registers = walk.registers
        func reason() -> String {
            let count = elements.elements.first?.first.count ?? 1
            return "\(registers.subject(ofUnknownIn: from, count: count)) in the set \(name)"
        }
        guard givesVerdict else {
            let isIn = elements.contains { registers.read(from, count: $0) }
            walk.require(isInverted ? !isIn : isIn, reason())
            return
        }
        switch elements.verdict(for: { registers.read(from, count: $0) }) {
        case .certain(let verdict?): walk.decide(verdict)
        case .certain(nil): walk.require(.no, reason())
        case .possible(let verdict):
            walk.require(.unknown, reason())
            if walk.rule.certainty != .no { walk.decide(verdict) }
        case .uncertain where walk.rule.isAboutServices && reason().hasPrefix(Packet.receiver):
            walk.require(.no, reason())
        case .uncertain: walk.decide(.other(reason()), doubt: reason())
        }
    }
}
