import Netlink

/// A match or a target of x_tables as the kernel lists it: its name, its revision and its parameters, a structure of
/// linux/netfilter/xt_*.h.
struct ExtensionInfo: Sendable {
    let name: String
    let revision: UInt32
    /// The structure, which may be filled up behind.
    let bytes: ArraySlice<UInt8>

    /// The structure; nil where there are too few bytes for it.
    func structure<Structure>(_ type: Structure.Type) -> Structure? { bytes.load(type) }
}
