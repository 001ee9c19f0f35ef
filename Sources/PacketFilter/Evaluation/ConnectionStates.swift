import CLinux

/// What a packet may be of its connection; the bits are those of `ct state`.
public struct ConnectionStates: OptionSet, Hashable, Sendable {
    /// The kernel's bits.
    public let rawValue: UInt8

    /// The kernel's bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// It belongs to no connection.
    public static let invalid = ConnectionStates(rawValue: UInt8(NF_CT_STATE_INVALID_BIT))
    /// It belongs to a connection that had packets both ways.
    public static let established = ConnectionStates(rawValue: UInt8(NMFENCE_CT_STATE_ESTABLISHED))
    /// It opens a connection.
    public static let new = ConnectionStates(rawValue: UInt8(NMFENCE_CT_STATE_NEW))
    /// Its connection is not tracked.
    public static let untracked = ConnectionStates(rawValue: UInt8(NF_CT_STATE_UNTRACKED_BIT))

    /// The bits, each as a byte of its own: a packet is in one state, whichever it is.
    var values: [UInt8] { (0..<8).map { 1 << $0 }.filter { rawValue & $0 != 0 } }
}
