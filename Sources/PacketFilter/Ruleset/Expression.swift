import Base
import Netlink

/// An expression of nf_tables: its attributes are read from the kernel's answer, and it is evaluated for a packet.
///
/// A new one is a file of its own and a line in ``ExpressionTable``.
protocol Expression: Sendable {
    /// The names in NFTA_EXPR_NAME.
    static var names: [String] { get }

    /// The set that the expression looks values up in; nil for most.
    var setName: String? { get }

    /// The set that the expression puts values into; nil for most.
    var changedSetName: String? { get }

    /// The kernel's number of the set of ip_set that the expression looks addresses up in; nil for most.
    var ipsetIndex: UInt16? { get }

    /// Whether the expression may set the mark of the packet's connection.
    var marksConnection: Bool { get }

    /// Whether the kernel tracks connections because of it: nf_ct_netns_get.
    var tracksConnections: Bool { get }

    /// Whether it is a limit of a rate that whatever comes to it uses up.
    var limitsRate: Bool { get }

    /// What it decides by itself, whatever the packet; nil where it decides nothing.
    var verdict: Verdict? { get }

    /// What it says for those who read the rule; nil where it is no comment.
    var comment: String? { get }

    /// Reads NFTA_EXPR_DATA; nil where it says something that is not understood.
    init?(_ attributes: NetlinkAttributes)

    /// Does to the packet, its registers and the rule what the kernel does.
    func evaluate(_ walk: inout Walk)
}

extension Expression {
    var setName: String? { nil }
    var changedSetName: String? { nil }
    var ipsetIndex: UInt16? { nil }
    var marksConnection: Bool { false }
    var tracksConnections: Bool { false }
    var limitsRate: Bool { false }
    var verdict: Verdict? { nil }
    var comment: String? { nil }
}

extension NetlinkAttributes {
    /// A register by its number.
    func register<Type: RawRepresentable<UInt32>>(_ type: Type) -> Register? {
        self[type]?.network32.flatMap(Register.init)
    }

    /// The bytes of a value: NFTA_DATA_VALUE.
    func value<Type: RawRepresentable<UInt32>>(_ type: Type) -> [UInt8]? { self[type]?.attributes.value }
}
