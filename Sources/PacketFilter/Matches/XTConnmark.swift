import Base
import CLinux
import Netlink

/// The mark of the packet's connection. Ref: net/netfilter/xt_connmark.c, connmark_mt.
struct XTConnmark: Match {
    static let names = ["connmark"]

    var tracksConnections: Bool { true }

    private let mark, mask: [UInt8]
    private let isInverted: Bool

    init?(_ info: ExtensionInfo) {
        guard info.revision == 1, let info = info.structure(xt_connmark_mtinfo1.self) else { return nil }
        mark = Array(bytesOf: info.mark)
        mask = Array(bytesOf: info.mask)
        isInverted = info.invert != 0
    }

    func matches(_ walk: Walk) -> Answer {
        let isConnected = walk.state.connection.isAmong([.new, .established])
        let isMarked = zip(walk.state.connectionMark, mask).map { $0.masked($1) }.equals(mark)
        // Without a connection nothing matches, inverted or not.
        return isConnected && isMarked.inverted(isInverted)
    }

    func reason(_ walk: Walk) -> String { "the mark of the connection" }
}
