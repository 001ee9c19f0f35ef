import Base

/// Ports from one to another, both included, in the processor's order. Ref: net/netfilter/xt_tcpudp.c, port_match.
struct PortRange: Sendable {
    let first, last: UInt16

    init(_ first: UInt16, _ last: UInt16) { (self.first, self.last) = (first, last) }

    init(_ ports: (UInt16, UInt16)) { self.init(ports.0, ports.1) }

    /// Whether a port, which is one of some, is in the range.
    func contains(_ ports: ClosedRange<UInt16>) -> Answer {
        if ports.upperBound < first || ports.lowerBound > last { return .no }
        return first <= ports.lowerBound && ports.upperBound <= last ? .yes : .unknown
    }
}

extension Answer {
    /// The answer, or its contrary where a rule asks for that.
    func inverted(_ isInverted: Bool) -> Answer { isInverted ? !self : self }
}
