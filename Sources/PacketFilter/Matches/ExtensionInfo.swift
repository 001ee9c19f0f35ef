import Netlink

/// What a match or a target of x_tables was told: its name, its revision and a structure of linux/netfilter/xt_*.h.
struct ExtensionInfo: Sendable {
    let name: String
    let revision: UInt32
    /// The structure, which may be filled up behind.
    let bytes: ArraySlice<UInt8>

    /// The structure; nil where there are too few bytes for it.
    func structure<Structure>(_ type: Structure.Type) -> Structure? { bytes.load(type) }
}
