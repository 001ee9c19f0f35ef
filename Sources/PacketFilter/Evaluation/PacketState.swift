import Base
import Netlink

/// What rules may have changed about a packet: its mark, its connection, its addresses.
struct PacketState: Sendable {
    /// What one hook leaves to the next, and a chain to the one that called it.
    struct Known: Sendable {
        /// No rule has set it when the packet comes.
        var mark = [ByteSet](known: [0, 0, 0, 0])
        /// The connection's mark.
        var connectionMark = [ByteSet](known: [0, 0, 0, 0])
        /// What the packet may be of its connection.
        var connection: ConnectionStates
        /// Whether a rule has given the packet another address or port, if only the same one: chains of nat behind it
        /// at the same hook do not see it any more.
        var isTranslated = Answer.no

        /// Takes in what is known on another way to the same place.
        mutating func join(_ other: Known) {
            mark = mark.union(other.mark)
            connectionMark = connectionMark.union(other.connectionMark)
            connection.formUnion(other.connection)
            if isTranslated != other.isTranslated { isTranslated = .unknown }
        }
    }

    /// What is known at this moment.
    private(set) var known: Known
    /// Whether the kernel has not looked the connection up yet, as in the chains of the table `raw`.
    var isBeforeConntrack = false
    /// What was known where rules accepted the packet in the chains of one hook, put together; nil where none did.
    private var accepted: Known?
    /// What was known where rules of the chain that is followed led back before its end; nil where none did.
    private var returned: Known?

    /// - Parameter areConnectionsMarked: whether rules set the marks of connections.
    init(_ packet: Packet, areConnectionsMarked: Bool) {
        known = Known(connection: packet.connection)
        // What rules did to the first packet they did to its connection.
        if packet.isAnswer, areConnectionsMarked { forgetConnectionMark() }
        // Felix marks packets of pods at the top of `raw` already.
        if packet.direction == .forwarded { markAnyhow() }
    }

    /// The bits that are Felix's, and the one that says that its policies let the packet through: IptablesMarkMask and
    /// MarkAccept of felix/rules.
    static let (felixBits, acceptBit): (UInt32, UInt32) = (0xFFFF_0000, 0x1_0000)

    /// Felix may have set any of its bits.
    mutating func markAnyhow() {
        known.mark = zip(known.mark, [UInt8](bytesOf: Self.felixBits)).map { byte, bits in
            bits == 0 ? byte : .any
        }
    }

    /// Felix has marked the packet as one that its policies let through.
    mutating func markAsAccepted() {
        markAnyhow()
        known.mark = zip(known.mark, [UInt8](bytesOf: Self.acceptBit)).map { $0.masked(~$1, flipped: $1) }
    }

    var mark: [ByteSet] { known.mark }
    var connectionMark: [ByteSet] { known.connectionMark }

    var isTranslated: Answer {
        get { known.isTranslated }
        set { known.isTranslated = newValue }
    }

    /// What rules see of the connection now.
    var connection: ConnectionStates {
        guard isBeforeConntrack else { return known.connection }
        guard known.connection.contains(.untracked) else { return .invalid }
        return known.connection == .untracked ? .untracked : [.untracked, .invalid]
    }

    // MARK: What rules do

    /// Sets the mark; where that is not certain it may be what it was.
    mutating func setMark(_ value: [ByteSet], _ certainty: Answer) {
        known.mark = certainty == .yes ? value : mark.union(value)
    }

    /// The mark may be any from here on.
    mutating func forgetMark() { known.mark = [ByteSet](unknown: mark.count) }

    /// Sets the mark of the connection; where that is not certain it may be what it was.
    mutating func setConnectionMark(_ value: [ByteSet], _ certainty: Answer) {
        known.connectionMark = certainty == .yes ? value : connectionMark.union(value)
    }

    /// The mark of the connection may be any from here on.
    mutating func forgetConnectionMark() { known.connectionMark = [ByteSet](unknown: connectionMark.count) }

    /// The connection is not tracked from here on, where that is certain. Once it has been looked up, that is too late.
    /// Ref: net/netfilter/nft_ct.c, nft_notrack_eval; net/netfilter/xt_CT.c, notrack_tg.
    mutating func notrack(_ certainty: Answer) {
        guard isBeforeConntrack else { return }
        known.connection = certainty == .yes ? .untracked : known.connection.union(.untracked)
    }

    /// What is known behind rules that may not have been reached: what they left alone.
    mutating func doubt(since earlier: Known) { known.join(earlier) }

    // MARK: The way through the chains

    /// A rule accepts the packet here, or may.
    mutating func accept() {
        var all = known
        if let accepted { all.join(accepted) }
        accepted = all
    }

    /// A rule leads back to the chain's caller here, or may.
    mutating func `return`() {
        var all = known
        if let returned { all.join(returned) }
        returned = all
    }

    /// A chain begins.
    /// - Returns: what `leaveChain` gets at its end.
    mutating func enterChain() -> Known? {
        defer { returned = nil }
        return returned
    }

    /// A chain is done with.
    mutating func leaveChain(_ outer: Known?) {
        if let returned { known.join(returned) }
        returned = outer
    }

    /// The chains of a hook are done with.
    /// - Parameter goesOn: whether the packet may have come to their end.
    mutating func leaveHook(goesOn: Bool) {
        if goesOn { accept() }
        if let accepted { known = accepted }
        accepted = nil
    }
}
