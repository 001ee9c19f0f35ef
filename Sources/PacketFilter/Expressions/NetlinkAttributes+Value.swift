import CLinux
import Netlink

extension NetlinkAttributes {
    /// The bytes of a value: NFTA_DATA_VALUE; nil where the data is a verdict.
    var value: [UInt8]? { self[NFTA_DATA_VALUE].map { Array($0.bytes) } }
}
