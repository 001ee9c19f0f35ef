import Base
import CLinux

/// The mark of the packet's connection. Ref: net/netfilter/xt_connmark.c, connmark_mt.
struct XTConnmark: Match {
    static let names = ["connmark"]

    var tracksConnections: Bool { true }

    private let test: MarkTest

    init?(_ info: ExtensionInfo) {
        guard info.revision == 1, let info = info.structure(xt_connmark_mtinfo1.self) else { return nil }
        test = MarkTest(info.mark, mask: info.mask, invert: info.invert)
    }

    func matches(_ walk: Walk) -> Answer {
        // Without a connection nothing matches, inverted or not.
        walk.state.connection.isAmong([.new, .established]) && test.holds(for: walk.state.connectionMark)
    }

    func reason(_ walk: Walk) -> String { "the mark of the connection" }
}
