import CGLib

/// The SHA-256 of a content, in hexadecimal: what a plan remembers of a file that it was computed from.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    public let description: String

    /// The digest of bytes.
    public init(of bytes: [UInt8]) {
        guard let text = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, gsize(bytes.count)) else {
            // GLib gives nothing back for an unknown algorithm only.
            description = ""
            return
        }
        defer { g_free(text) }
        description = String(cString: text)
    }
}
