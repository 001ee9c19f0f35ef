/// One rule: steps that are taken one after the other, until one does not hold.
public struct FilterRule: Hashable, Sendable {
    /// The number by which `nft -a` shows it; in xtables its place in the chain, from 1.
    public let handle: UInt64
    /// The comment that its maker gave it.
    public let comment: String?
    /// What it does.
    public let steps: [FilterStep]

    /// A rule.
    public init(handle: UInt64, comment: String? = nil, _ steps: [FilterStep]) {
        self.handle = handle
        self.comment = comment
        self.steps = steps
    }
}

/// What becomes of a packet.
public enum FilterVerdict: Hashable, Sendable {
    /// It passes this chain's hook.
    case accept
    /// It goes no further.
    case drop
    /// The next rule is asked.
    case proceed
    /// The rule's caller goes on.
    case giveBack
    /// The rules of another chain are asked, and then those behind this rule.
    case jump(String)
    /// The rules of another chain are asked, and those behind this rule are not.
    case goto(String)
    /// Its address or port is replaced, or it is sent out elsewhere: this says where to.
    case divert(to: String)
    /// Something that is not judged here, such as a queue to a program.
    case other(String)
}

/// One step of a rule: an expression of nf_tables, or a match or target of xtables. Values pass from step to step in
/// registers, here counted in bytes.
public enum FilterStep: Hashable, Sendable {
    /// What `compare` asks.
    public enum Comparison: UInt32, Hashable, Sendable {
        /// As linux/netfilter/nf_tables.h numbers them.
        case equal = 0, notEqual, less, lessOrEqual, greater, greaterOrEqual
    }

    /// What a packet is given.
    public struct Translation: Hashable, Sendable {
        /// Which end of it.
        public enum End: Hashable, Sendable {
            case sender, destination
            /// The destination, which becomes an address of this node.
            case thisNode
        }

        /// Which end of it.
        public let end: End
        /// The registers that have the new address and port; nil leaves it.
        public let (address, port): (Int?, Int?)
        /// Whose packets: 2 for IPv4, 10 for IPv6, 1 for both. Others pass by.
        public let family: UInt32

        /// A translation.
        public init(_ end: End, address: Int? = nil, port: Int? = nil, family: UInt32 = 1) {
            self.end = end
            (self.address, self.port) = (address, port)
            self.family = family
        }
    }

    /// The part of a packet that an offset counts from.
    public enum Header: UInt32, Hashable, Sendable { case link = 0, network, transport, inner }

    /// Loads bytes of the packet.
    case payload(Header, offset: Int, length: Int, to: Int)
    /// Loads a fact about the packet, by the kernel's number of it.
    case meta(UInt32, to: Int)
    /// Sets one.
    case setMeta(UInt32, from: Int)
    /// Loads a fact about the packet's connection, by the kernel's number of it.
    case connection(UInt32, to: Int)
    /// Loads what the routing table says; the numbers are the kernel's.
    case route(result: UInt32, flags: UInt32, to: Int)
    /// Holds where a register compares so.
    case compare(Int, Comparison, [UInt8])
    /// Holds where a register is in a range, or is not.
    case range(Int, from: [UInt8], to: [UInt8], isInverted: Bool)
    /// Masks and flips bits.
    case bitwise(from: Int, to: Int, mask: [UInt8], flip: [UInt8])
    /// Holds where a register is in a set, or is not. In a map, the verdict of the element counts.
    case lookup(String, from: Int, isInverted: Bool, givesVerdict: Bool)
    /// Gives the packet another sender or destination.
    case translate(Translation)
    /// Looks for a header that packets have seldom: holds where it is there, or loads whether it is.
    case rareHeader(presenceTo: Int?)
    /// The connection is not tracked.
    case untrack
    /// Puts bytes into a register.
    case load([UInt8], to: Int)
    /// Decides.
    case verdict(FilterVerdict)
    /// A match of xtables with what it was told.
    case match(String, revision: UInt32, [UInt8])
    /// A target of xtables with what it was told.
    case target(String, revision: UInt32, [UInt8])
    /// Has no influence on where the packet goes: a counter, a log entry.
    case neutral(String)
    /// Anything else: it may hold or not, and may change every register.
    case unknown(String)
}
